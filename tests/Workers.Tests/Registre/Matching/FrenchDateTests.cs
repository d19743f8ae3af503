using System.Globalization;
using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class FrenchDateTests
{
    [Theory]
    [InlineData("2019-04-05")]
    [InlineData("Plan du 2019/04/05, feuille 2")]
    [InlineData("05/04/2019")]
    [InlineData("5-4-2019 10:32")]
    [InlineData("Déposé le 5 avril 2019")]
    [InlineData("5 AVRIL 2019")]
    public void A_date_is_known_in_each_way_of_writing_it(string text) => FrenchDate.In(text).ShouldBe(new DateOnly(2019, 4, 5));

    [Theory]
    [InlineData("1er août 2019", "2019-08-01")]
    [InlineData("31/02/2019", null)]
    [InlineData("25 616 321", null)]
    [InlineData("120-2019-04-056", null)]
    [InlineData("", null)]
    public void What_is_no_date_is_none(string text, string? date) => 
        FrenchDate.In(text)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture).ShouldBe(date);
}

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
    [InlineData("5 avr. 2019 16:57")]
    [InlineData("5-AVR-2019")]
    [InlineData("20190405 165707")]
    [InlineData("20190405165707 - Facture 70210400")]
    [InlineData("20190405 16:57")]
    public void A_date_is_known_in_each_way_of_writing_it(string text) => FrenchDate.In(text).ShouldBe(new DateOnly(2019, 4, 5));

    [Theory]
    [InlineData("1er août 2019", "2019-08-01")]
    [InlineData("31/02/2019", null)]
    [InlineData("25 616 321", null)]
    [InlineData("120-2019-04-056", null)]
    [InlineData("28 févr. 2019", "2019-02-28")]
    [InlineData("1 juill. 2019", "2019-07-01")]
    [InlineData("30 juin 2019", "2019-06-30")]
    [InlineData("2 déc. 2019", "2019-12-02")]
    [InlineData("20190405", null)]
    [InlineData("20190405 70210400", null)]
    [InlineData("20191305 165707", null)]
    [InlineData("05/04/19", null)]
    [InlineData("", null)]
    public void What_is_no_date_is_none(string text, string? date) =>
        (FrenchDate.In(text)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).ShouldBe(date);

    [Theory]
    [InlineData("5 avr. 2019 16:57 lot 856")]
    [InlineData("20190405 165707 lot 856")]
    [InlineData("5-avr.-2019, lot 856")]
    public void Without_its_dates_a_text_keeps_its_numbers_alone(string text) => WrittenNumber.In(FrenchDate.Blank(text)).ShouldBe(["856"]);

    [Theory]
    [InlineData("20190405", true)]
    [InlineData(" 18841103 ", true)]
    [InlineData("25616321", false)]
    [InlineData("20191305", false)]
    [InlineData("20190405 Laval", false)]
    public void Eight_digits_alone_may_be_a_day(string text, bool isDay) => (FrenchDate.Compact(text) is not null).ShouldBe(isDay);

    [Theory]
    [InlineData("Plan cadastral 1 262 877, Laval (2019-04-05)", false)]
    [InlineData("2019-04-05 Plan (Laval)", true)]
    [InlineData("(2019-04-05)", true)]
    public void A_day_in_brackets_behind_words_is_about_the_words(string text, bool remains) => (FrenchDate.In(FrenchDate.WithoutAsides(text)) is not null).ShouldBe(remains);
}

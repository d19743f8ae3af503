using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class OptionCodesTests
{
    [Fact]
    public void A_code_before_every_entry_is_no_part_of_the_names() =>
        OptionCodes.Without([new("NULL", ""), new("36", "36 - Laval"), new("48", "48 - Nicolet 1")]).Select(option => option.Text).ShouldBe(["", "Laval", "Nicolet 1"]);

    [Fact]
    public void Numbers_that_belong_to_some_names_stay() =>
        OptionCodes.Without([new("1", "1 - Rang"), new("2", "Laval")]).Select(option => option.Text).ShouldBe(["1 - Rang", "Laval"]);
}

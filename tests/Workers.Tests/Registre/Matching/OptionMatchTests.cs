using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class OptionMatchTests
{
    private static readonly string[] Chicoutimi =
        ["Canton de Bégin", "Canton de Chicoutimi", "Paroisse de Chicoutimi", "Ville de Chicoutimi", "Canton de Falardeau", "Cité d'Arvida"];

    [Theory]
    [InlineData("Paroisse de Chicoutimi", "Paroisse de Chicoutimi")]
    [InlineData("PAROISSE DE CHICOUTIMI", "Paroisse de Chicoutimi")]
    [InlineData("Canton de Begin", "Canton de Bégin")]
    [InlineData("Falardeau", "Canton de Falardeau")]
    [InlineData("Canton de Falardau", "Canton de Falardeau")]
    [InlineData("cité d’Arvida", "Cité d'Arvida")]
    public void Spelling_variants_of_one_name_find_it(string wanted, string expected) =>
        Find(Chicoutimi, wanted).ShouldBe(expected);

    [Theory]
    [InlineData("St-Jean", "Saint-Jean")]
    [InlineData("Ste-Anne des Monts", "Sainte-Anne-des-Monts")]
    [InlineData("Québec", "Québec")]
    public void Saints_and_hyphens_are_written_out(string wanted, string expected) =>
        Find(["Saint-Jean", "Sainte-Anne-des-Monts", "Québec", "Sainte-Anne"], wanted).ShouldBe(expected);

    [Theory]
    [InlineData("Canton de de l'Île", "Canton de l'Île")]
    [InlineData("Village d'Héberville", "Village d'Hébertville")]
    [InlineData("Hébertville-Station", "Village d'Hébertville-Station")]
    public void Typing_errors_with_a_clear_lead_find_the_name(string wanted, string expected) =>
        Find(["Canton de l'Île", "Village d'Hébertville", "Village d'Hébertville-Station", "Canton de Caron"], wanted).ShouldBe(expected);

    /// <summary>One error in five letters, two in ten; a second name that is nearly as near leaves it to a person.</summary>
    [Theory]
    [InlineData("Hul", "Hull", false)]
    [InlineData("Gaspee", "Gaspé", true)]
    [InlineData("Gsapé", "Gaspé", false)]
    [InlineData("Bonavantura", "Bonaventure", true)]
    [InlineData("Bonvantura", "Bonaventure", false)]
    public void As_many_typing_errors_are_tolerated_as_a_name_is_long(string wanted, string only, bool found) =>
        (Decide([only], wanted) is OptionChoice.Found).ShouldBe(found);

    /// <summary>What looks like a typing error is another place: a person is asked, with the candidate.</summary>
    [Theory]
    [InlineData("Paroisse de Saint-Julien", "Paroisse de Sainte-Julie")]
    [InlineData("Paroisse de Sainte-Julia", "Paroisse de Sainte-Julie")]
    [InlineData("Saint-Denys", "Saint-Denis")]
    [InlineData("Sainte-Denis", "Saint-Denis")]
    [InlineData("Canton de Beauceville Nord", "Canton de Beaucevile Sud")]
    [InlineData("Hontmorency", "Montmorency")]
    public void Another_saint_another_direction_or_another_first_letter_is_no_typing_error(string wanted, string only) =>
        Decide([only], wanted).ShouldNotBeOfType<OptionChoice.Found>();

    [Theory]
    [InlineData("Canton de Falardau", "Canton de Falardeau", true)]
    [InlineData("Mont Magny", "Montmagny", true)]
    [InlineData("canton falardeau", "Canton de Falardeau", false)]
    public void What_is_spelled_otherwise_is_told(string wanted, string only, bool isCorrected) =>
        Decide([only], wanted).ShouldBeOfType<OptionChoice.Found>().IsCorrected.ShouldBe(isCorrected);

    [Fact]
    public void A_name_that_three_territories_share_is_ambiguous() =>
        Decide(Chicoutimi, "Chicoutimi").ShouldBeOfType<OptionChoice.Ambiguous>()
            .Candidates.ShouldBe(["Canton de Chicoutimi", "Paroisse de Chicoutimi", "Ville de Chicoutimi"]);

    [Fact]
    public void Another_kind_of_territory_is_never_taken() =>
        Decide(["Ville de Chicoutimi"], "Canton de Chicoutimi").ShouldBeOfType<OptionChoice.Ambiguous>();

    [Fact]
    public void What_a_list_offers_twice_is_one_entry_and_two_of_one_name_are_two()
    {
        SelectOption laval = new("36", "Laval");

        OptionMatch.Decide([laval, new("NULL", "----------"), new("35", "Labelle"), laval], "Laval").ShouldBe(new OptionChoice.Found(laval));
        OptionMatch.Decide([laval, new("37", "Laval")], "Laval").ShouldBeOfType<OptionChoice.Ambiguous>();
    }

    [Fact]
    public void A_number_in_a_name_is_never_guessed() =>
        Decide(["Nicolet 1", "Nicolet 2"], "Nicolet").ShouldBeOfType<OptionChoice.Ambiguous>().Candidates.Count.ShouldBe(2);

    [Theory]
    [InlineData("Rang 5 Canton Abercrombie", "Rang 3 Canton Abercrombie")]
    [InlineData("Bonaventure 1", "Bonaventure 2")]
    [InlineData("Rang 12", "Rang 1 Partie 2")]
    [InlineData("Rang 11 2", "Rang 1 12")]
    public void A_single_other_number_is_another_name(string wanted, string only) =>
        Decide([only], wanted).ShouldNotBeOfType<OptionChoice.Found>();

    [Theory]
    [InlineData("Longueuil")]
    [InlineData("WRONG_CADASTRE")]
    [InlineData("")]
    public void Placeholders_are_never_found(string wanted)
    {
        SelectOption[] options = [new("000000", ""), new("NULL", "Choisir"), new("", "Longueuil"), new("01", "Montréal")];

        OptionMatch.Decide(options, wanted).ShouldBeOfType<OptionChoice.Missing>();
    }

    [Fact]
    public void What_is_missing_comes_with_the_closest_names() =>
        Decide(Chicoutimi, "Canton de Bourget").ShouldBeOfType<OptionChoice.Missing>().Closest.ShouldContain("Canton de Bégin");

    private static OptionChoice Decide(IEnumerable<string> names, string wanted) =>
        OptionMatch.Decide([new("000000", " "), .. names.Select((name, i) => new SelectOption($"{i + 1}", name))], wanted);

    private static string Find(IEnumerable<string> names, string wanted) =>
        Decide(names, wanted).ShouldBeOfType<OptionChoice.Found>().Option.Text;
}

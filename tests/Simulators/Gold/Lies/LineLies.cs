using System.Globalization;
using Simulators.Gold.Contents;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Lies;

/// <summary>One inscription with one value changed, in its named value and in its cell as printed.</summary>
internal static class LineLies
{
    private static readonly Field[] PartyFields = [Field.Quality, Field.Parties, Field.From, Field.To];

    /// <summary>Whether each party stands in the cells by name, none by a ditto.</summary>
    public static bool NamesItsParties(GoldLine line) =>
        line.Parties.All(party => line.Cells.Any(cell => PartyFields.Contains(cell.Field) && cell.Text.Contains(party.Name, StringComparison.Ordinal)));

    public static string Named(GoldLine line) => string.Join("; ", line.Parties.Select(party => party.Name));

    public static string OtherDigit(string number, Random random)
    {
        var places = Enumerable.Range(0, number.Length).Where(at => char.IsDigit(number[at])).ToArray();
        var place = random.Pick(places);
        char digit;
        do
        {
            digit = (char)('0' + random.Next(place == places[0] ? 1 : 0, 10));
        }
        while (digit == number[place]);
        return $"{number[..place]}{digit}{number[(place + 1)..]}";
    }

    /// <summary>Another day, month or year, as a slip of the eye makes it.</summary>
    public static DateOnly OtherDate(DateOnly date, Random random) => random.Next(3) switch
    {
        0 => date.AddDays(random.Next(1, 10)),
        1 => date.AddMonths(random.Next(1, 11)),
        _ => date.AddYears(random.Pick([-10, -1, 1, 10])),
    };

    public static GoldLine WithNumber(GoldLine line, string number, Writing writing) =>
        Told(line with { PublicationNumber = number }, Field.Number, Plain(Written.Number(number, writing)));

    public static GoldLine WithDate(GoldLine line, DateOnly date, Writing writing) =>
        Told(line with { Date = date }, Field.Date, Plain(Written.Date(date, writing)));

    public static GoldLine WithRadiation(GoldLine line, int at, string number, Writing writing)
    {
        string[] numbers = [.. line.Radiations];
        numbers[at] = number;
        return Told(line with { Radiations = numbers }, Field.Radiations, Plain(string.Join(' ', numbers.Select(each => Written.Number(each, writing)))));
    }

    public static GoldLine WithoutParty(GoldLine line, int at)
    {
        var gone = line.Parties[at].Name;
        GoldParty[] parties = [.. line.Parties.Where((_, index) => index != at)];
        var cells = line.Cells.Select(cell => cell.Field switch
        {
            Field.Quality => cell with { Text = string.Join(' ', parties.Select(party => party.Role)) },
            Field.Parties or Field.From or Field.To when cell.Text.Contains(gone, StringComparison.Ordinal) => cell with { Text = Without(cell.Text, gone) },
            _ => cell,
        });
        return line with { Parties = parties, Cells = [.. cells.Where(cell => cell.Text.Length > 0)] };
    }

    public static GoldLine WithPartiesOf(GoldLine line, GoldLine other) => line with
    {
        Parties = other.Parties,
        Cells = [.. line.Cells.Where(cell => !PartyFields.Contains(cell.Field)), .. other.Cells.Where(cell => PartyFields.Contains(cell.Field))],
    };

    /// <summary>An inscription that could stand right below another: same kind of act, later, with other people and a number of its own.</summary>
    public static GoldLine Invent(GoldLine above, Writing writing, Random random)
    {
        var number = (int.Parse(above.PublicationNumber, CultureInfo.InvariantCulture) + random.Next(1, 9)).ToString(CultureInfo.InvariantCulture);
        var invented = above with { Radiations = [], Remarks = null, AddressNotice = null, Struck = false };
        foreach (var (party, at) in above.Parties.Select((party, at) => (party, at)))
        {
            var person = Names.Person(random);
            GoldParty[] parties = [.. invented.Parties];
            parties[at] = party with { Name = person };
            invented = invented with
            {
                Parties = parties,
                Cells = [.. invented.Cells.Select(cell => cell with { Text = cell.Text.Replace(party.Name, person, StringComparison.Ordinal) })],
            };
        }

        invented = invented with { Cells = [.. invented.Cells.Where(cell => cell.Field is not (Field.Radiations or Field.Remarks or Field.AddressNotice))] };
        return WithDate(WithNumber(invented, number, writing), above.Date.AddDays(random.Next(0, 20)), writing);
    }

    private static GoldLine Told(GoldLine line, Field field, string text) =>
        line with { Cells = [.. line.Cells.Select(cell => cell.Field == field ? cell with { Text = text } : cell)] };

    private static string Plain(string text) => text.Replace(Written.Tie, ' ');

    private static string Without(string text, string name) => text
        .Replace($" & {name}", "", StringComparison.Ordinal)
        .Replace($"{name} & ", "", StringComparison.Ordinal)
        .Replace(name, "", StringComparison.Ordinal)
        .Replace("  ", " ", StringComparison.Ordinal)
        .Trim();
}

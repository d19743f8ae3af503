using System.Globalization;
using Simulators.Gold.Forms;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Contents;

/// <summary>One inscription before it is laid out, and which of its values repeat the one before.</summary>
internal sealed record Inscription(
    string Number,
    DateOnly Date,
    string Nature,
    IReadOnlyList<GoldParty> Parties,
    IReadOnlyList<string> Radiations,
    string? Remarks,
    string? AddressNotice,
    bool Struck,
    bool SameDate,
    bool SameNature,
    bool SameParty);

/// <summary>The entries of one register: later ones have later dates and higher numbers.</summary>
internal static class Inscriptions
{
    private static readonly string[] French =
        ["Voir lot 284", "Quittance partielle", "Avec autres lots", "Pour 3 500 $", "Partie nord", "Rente viagère", "Copie déposée", "Droit de passage", "Corrige 118204"];

    private static readonly string[] English =
        ["See lot 284", "Partial discharge", "With other lots", "For $3,500", "North part", "Life rent", "Copy filed", "Right of way", "Corrects 118204"];

    public static IEnumerable<Inscription> Draw(Combination combination, Form form, Random random)
    {
        var era = form.Era;
        var date = new DateOnly(random.Next(era.FirstYear, era.FirstYear + (era.LastYear - era.FirstYear) / 2), random.Next(1, 13), random.Next(1, 28));
        var number = random.Next(era.FirstNumber, era.FirstNumber + (era.LastNumber - era.FirstNumber) / 2);
        var surnameFirst = form.SurnameFirst;
        var discharging = form.Template == Template.ModernRadiation;
        Inscription? before = null;
        while (true)
        {
            var repeats = before is not null && combination.Ditto != Ditto.None && random.Happens(0.45);
            var sameDate = repeats && random.Happens(0.5);
            var sameParty = repeats && !sameDate && OneGiver(form, before!);
            if (!sameDate)
            {
                date = Later(date, era, random);
            }

            number += random.Next(1, (era.LastNumber - era.FirstNumber) / 160 + 2);
            var kind = Nature.Draw(random, discharging);
            var sameNature = repeats && random.Happens(0.5);
            var nature = sameNature ? before!.Nature : kind.In(combination.Language);
            var wide = combination.RowShape switch { RowShape.Single => false, RowShape.Doubled => true, _ => random.Happens(0.5) };
            var first = sameParty ? before!.Parties[0].Name : Names.Party(random, form.Old, surnameFirst);
            before = new(
                number.ToString(CultureInfo.InvariantCulture),
                date,
                nature,
                sameNature
                    ? Parties(form, before!.Parties[0].Role, before.Parties.First(party => party.Side == Side.Second).Role, first, wide, random)
                    : Parties(form, Role(form, kind, Side.First, combination), Role(form, kind, Side.Second, combination), first, wide, random),
                Radiated(form, number, discharging, random),
                random.Happens(wide ? 0.6 : 0.25) ? random.Pick(combination.Language == Language.English ? English : French) : null,
                form.Has(Field.AddressNotice) && random.Happens(0.3) ? random.Next(6_000_000, 7_000_000).ToString(CultureInfo.InvariantCulture) : null,
                combination.Strikes == Strikes.Some && random.Happens(0.22),
                sameDate,
                sameNature,
                sameParty);
            yield return before;
        }
    }

    /// <summary>A ditto must have one name right above it: not below a second party of the entry above.</summary>
    private static bool OneGiver(Form form, Inscription before) =>
        !form.Has(Field.Quality) && before.Parties.Count(party => party.Side == Side.First) == 1;

    private static DateOnly Later(DateOnly date, Era era, Random random)
    {
        var next = date.AddDays(random.Next(3, 320));
        return next.Year > era.LastYear ? date.AddDays(random.Next(1, 4)) : next;
    }

    /// <summary>A form with a column for it prints what each party is; others tell it by the column or the order.</summary>
    private static string? Role(Form form, Nature kind, Side side, Combination combination) =>
        !form.Has(Field.Quality) ? null
        : form.Template == Template.ModernInscription ? side == Side.First ? "1ere partie" : "2ième partie"
        : kind.Role(side, combination.Language);

    private static List<GoldParty> Parties(Form form, string? giver, string? receiver, string first, bool wide, Random random)
    {
        List<GoldParty> parties = [new(first, Side.First, giver)];
        if (wide && random.Happens(0.5))
        {
            parties.Add(new(Other(), Side.First, giver));
        }

        parties.Add(new(Other(), Side.Second, receiver));
        if (wide && (parties.Count == 2 || random.Happens(0.4)))
        {
            parties.Add(new(Other(), Side.Second, receiver));
        }

        return parties;

        string Other()
        {
            string name;
            do
            {
                name = Names.Party(random, form.Old, form.SurnameFirst);
            }
            while (parties.Exists(party => party.Name == name));
            return name;
        }
    }

    private static IReadOnlyList<string> Radiated(Form form, int number, bool discharging, Random random)
    {
        if (discharging)
        {
            return [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Digits(number - random.Next(900, 400_000)))];
        }

        if (!random.Happens(0.35))
        {
            return [];
        }

        var later = Digits(number + random.Next(30, (form.Era.LastNumber - form.Era.FirstNumber) / 12 + 60));
        return form.Template == Template.PrintedForm && random.Happens(0.5) ? ["T" + later] : [later];
    }

    private static string Digits(int number) => Math.Max(number, 1).ToString(CultureInfo.InvariantCulture);
}

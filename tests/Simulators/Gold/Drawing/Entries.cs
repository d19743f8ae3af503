using Simulators.Gold.Contents;
using Simulators.Gold.Forms;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Drawing;

/// <summary>What is written of one inscription: for each column its rows, where an empty row only keeps others level.</summary>
internal static class Entries
{
    public static IReadOnlyDictionary<Field, IReadOnlyList<string>> Rows(
        Inscription inscription, Form form, Combination combination, Writing writing, Pen pen, bool mayRepeat)
    {
        var room = form.Ruled().ToDictionary(ruled => ruled.Column.Field, ruled => ruled.Width - TableLayout.Gap);
        var ditto = mayRepeat ? Again(combination) : null;
        Dictionary<Field, IReadOnlyList<string>> rows = [];
        Put(Field.Date, inscription.SameDate && ditto is not null ? ditto : Written.Date(inscription.Date, writing));
        Put(Field.Number, Written.Number(inscription.Number, writing));
        Put(Field.Nature, inscription.SameNature && ditto is not null ? ditto : inscription.Nature);
        Put(Field.Remarks, inscription.Remarks);
        Put(Field.AddressNotice, inscription.AddressNotice is { } notice ? Written.Number(notice, writing) : null);
        if (room.TryGetValue(Field.Radiations, out var across))
        {
            rows[Field.Radiations] = [.. inscription.Radiations.SelectMany(number => Sheet.Wrap(Written.Number(number, writing), pen, across))];
        }

        var first = inscription.SameParty ? ditto : null;
        PutSide(Field.From, Side.First);
        PutSide(Field.To, Side.Second);
        if (form.Has(Field.Quality))
        {
            PutBeside();
        }
        else if (form.Has(Field.Parties))
        {
            var joint = form.Template == Template.EnglishForm ? "to" : "à";
            var givers = string.Join(" & ", Called(Side.First));
            Put(Field.Parties, $"{givers} {joint} {string.Join(" & ", Called(Side.Second))}");
        }

        return rows;

        void Put(Field field, string? text)
        {
            if (text is not null && room.TryGetValue(field, out var width))
            {
                rows[field] = Sheet.Wrap(text, pen, width);
            }
        }

        IEnumerable<string> Called(Side side) => inscription.Parties
            .Where(party => party.Side == side)
            .Select((party, at) => side == Side.First && at == 0 && first is not null ? first : party.Name);

        void PutSide(Field field, Side side)
        {
            if (room.TryGetValue(field, out var width))
            {
                rows[field] = [.. Called(side).SelectMany(name => Sheet.Wrap(name, pen, width))];
            }
        }

        void PutBeside()
        {
            List<string> qualities = [], names = [];
            foreach (var (party, at) in inscription.Parties.Select((party, at) => (party, at)))
            {
                IReadOnlyList<string> quality = Sheet.Wrap(party.Role ?? "", pen, room[Field.Quality]);
                IReadOnlyList<string> name = Sheet.Wrap(at == 0 && first is not null ? first : party.Name, pen, room[Field.Parties]);
                for (var row = 0; row < Math.Max(quality.Count, name.Count); row++)
                {
                    qualities.Add(quality.ElementAtOrDefault(row) ?? "");
                    names.Add(name.ElementAtOrDefault(row) ?? "");
                }
            }

            rows[Field.Quality] = qualities;
            rows[Field.Parties] = names;
        }
    }

    private static string? Again(Combination combination) => (combination.Ditto, combination.Language) switch
    {
        (Ditto.Marks, Language.French) => "« »",
        (Ditto.Marks, _) => "\" \"",
        (Ditto.Words, Language.French) => "idem",
        (Ditto.Words, _) => "do.",
        _ => null,
    };
}

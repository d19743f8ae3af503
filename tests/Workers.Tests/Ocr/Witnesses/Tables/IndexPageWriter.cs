using System.Globalization;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Tables;

/// <summary>An inscription as it was written.</summary>
internal sealed record WrittenLine(string Number, string Date, string Nature, IReadOnlyList<string> Parties, string Radiation);

/// <summary>
/// Writes the words of index pages as nobody has to: columns in any order, French or English headings of one to three lines, rows of one to
/// four lines, numbers above, in the middle or below, with or without space between rows, between lines of other things.
/// </summary>
internal sealed class IndexPageWriter
{
    private const double Size = 8;
    private const double LetterWidth = 0.5 * Size;
    private const double Line = 10;

    private static readonly (ColumnKind Kind, string[] Headings, double Width)[] Columns =
    [
        (ColumnKind.Date, ["Date de|présentation|d'inscription", "Date", "Date de présentation", "Date d'enreg-|istrement", "Registration|date", "Date of Registration"], 92),
        (ColumnKind.Number, ["Numéro", "Numéro|d'inscription", "No", "N° d'inscription", "Registration|number", "Number"], 86),
        (ColumnKind.Nature, ["Nature de l'acte", "Nature", "Nature|du document", "Nature of deed"], 120),
        (ColumnKind.Quality, ["Qualité", "Quality"], 60),
        (ColumnKind.Parties, ["Nom des parties", "Noms", "Désignation|des parties", "Names of|parties"], 150),
        (ColumnKind.Remarks, ["Remarques", "Remarks"], 80),
        (ColumnKind.AddressNotices, ["Avis|d'adresse", "Notices of address"], 88),
        (ColumnKind.Radiations, ["Radiations", "Radiation", "Cancellations"], 80),
        (ColumnKind.Other, ["Volume", "Libro"], 50),
    ];

    private static readonly string[] Natures = ["Vente", "Hypothèque", "Déclaration de transmission", "Cession de priorité", "Bail", "Servitude", "Sale"];
    private static readonly string[] People = ["TREMBLAY, Josée", "ROY, Réal", "Hydro-Québec", "9102-3355 Québec inc.", "Banque de Montréal"];

    private readonly Random _random;
    private readonly List<PageWord> _words = [];
    private readonly List<double> _rules = [];

    public IndexPageWriter(int seed, bool withNoise)
    {
        _random = new(seed);
        var y = Around(30, ["REGISTRE FONCIER DU QUÉBEC", "Circonscription foncière : Montréal", "Lot : 2 784 195", $"Page : {_random.Next(1, 9)} de 9", "Date : 2024-01-31"]);
        var optional = Columns.Where(column => column.Kind is not (ColumnKind.Date or ColumnKind.Number or ColumnKind.Nature or ColumnKind.Other));
        var chosen = Columns.Where(column => column.Kind is ColumnKind.Date or ColumnKind.Number or ColumnKind.Nature)
            .Concat(optional.Where(_ => _random.Next(4) > 0))
            .Concat(Columns.Where(column => column.Kind is ColumnKind.Other && _random.Next(4) is 0))
            .OrderBy(_ => _random.Next()).ToList();
        y = Headings(chosen, y + 12);
        var (place, pad) = (_random.Next(3), _random.Next(2) is 0 ? 6.0 : 1.5);
        // Without space between the rows only the first line can be told to begin one.
        place = pad < 5 ? 0 : place;
        var date = new DateOnly(_random.Next(1900, 1990), 1, 1);
        _rules.Add(y);
        for (var row = _random.Next(1, 14); row > 0; row--)
        {
            date = date.AddDays(_random.Next(1, 900));
            y = Row(chosen, y + pad, place, date);
            _rules.Add(y + (pad / 2));
        }

        Around(y + 40, [$"Page {_random.Next(2, 9)} de 9", "Référence 12 345 678", "Émis le 2024-02-01 par 54321"]);
        if (withNoise)
        {
            for (var speck = _random.Next(1, 10); speck > 0; speck--)
            {
                var (x, top) = (_random.NextDouble() * 900, 100 + (_random.NextDouble() * Math.Max(1, y - 100)));
                _words.Add(new(_random.Next(2) is 0 ? "." : "~", new(x, top, x + 2, top + 4), 30));
            }
        }
    }

    public List<WrittenLine> Truth { get; } = [];

    public IReadOnlyList<double> Rules => _rules;

    public WordPage Page => new(WordSource.TextLayer, new(1000, 800), [.. _words.OrderBy(_ => _random.Next())]);

    private double Around(double y, string[] lines)
    {
        foreach (var line in lines.Where(_ => _random.Next(4) > 0))
        {
            Write(30 + _random.Next(200), y, line);
            y += 14;
        }

        return y;
    }

    private double Headings(List<(ColumnKind Kind, string[] Headings, double Width)> columns, double top)
    {
        var (x, bottom) = (30.0, top);
        foreach (var (_, headings, width) in columns)
        {
            var y = top;
            var shift = _random.Next(3) * 4;
            foreach (var line in headings[_random.Next(headings.Length)].Split('|'))
            {
                Write(x + shift, y, line);
                y += Line;
            }

            (x, bottom) = (x + width, Math.Max(bottom, y));
        }

        return bottom;
    }

    private double Row(List<(ColumnKind Kind, string[] Headings, double Width)> columns, double top, int place, DateOnly date)
    {
        var parties = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => People[_random.Next(People.Length)]).ToList();
        var number = _random.Next(2) is 0 ? _random.Next(10_000, 999_999) : _random.Next(9_000_000, 29_000_000);
        var has = columns.Select(column => column.Kind).ToHashSet();
        var line = new WrittenLine(
            number.ToString(CultureInfo.InvariantCulture),
            date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Natures[_random.Next(Natures.Length)],
            has.Contains(ColumnKind.Parties) ? parties : [],
            has.Contains(ColumnKind.Radiations) && _random.Next(3) is 0 ? $"T{_random.Next(100_000, 999_999)}" : "");
        Truth.Add(line);
        var lines = Math.Max(has.Contains(ColumnKind.Parties) || has.Contains(ColumnKind.Quality) ? parties.Count : 1, 1);
        var single = top + (place is 1 ? Line * ((lines - 1) / 2) : place is 2 ? Line * (lines - 1) : 0);
        var x = 30.0;
        foreach (var (kind, _, width) in columns)
        {
            switch (kind)
            {
                case ColumnKind.Parties:
                    parties.Select((name, i) => (name, i)).ToList().ForEach(party => Write(x, top + (party.i * Line), party.name));
                    break;
                case ColumnKind.Quality:
                    parties.Select((_, i) => i).ToList().ForEach(i => Write(x, top + (i * Line), i is 0 ? "Vendeur" : "Acquéreur"));
                    break;
                case ColumnKind.Date:
                    Write(x, single, line.Date);
                    break;
                case ColumnKind.Number:
                    Write(x, single, number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' '));
                    break;
                case ColumnKind.Nature:
                    Write(x, single, line.Nature);
                    break;
                case ColumnKind.Radiations:
                    Write(x, single, line.Radiation);
                    break;
                case ColumnKind.Remarks when _random.Next(3) is 0:
                    Write(x, single, "60 000,00 $");
                    break;
                case ColumnKind.AddressNotices when _random.Next(3) is 0:
                    Write(x, single, $"6 {_random.Next(100, 999)} {_random.Next(100, 999)}");
                    break;
                case ColumnKind.Other when _random.Next(2) is 0:
                    Write(x, single, $"{_random.Next(10, 99)}");
                    break;
            }

            x += width;
        }

        return top + (lines * Line);
    }

    private void Write(double x, double y, string text)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _words.Add(new(word, new(x, y, x + (word.Length * LetterWidth), y + Size)));
            x += (word.Length + 0.6) * LetterWidth;
        }
    }
}

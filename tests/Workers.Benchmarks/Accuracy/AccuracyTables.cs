using System.Globalization;
using System.Text;
using Simulators.Gold;
using Simulators.Gold.Lies;

namespace Workers.Benchmarks.Accuracy;

/// <summary>The results of a run as Markdown. Pure.</summary>
internal static class AccuracyTables
{
    private static readonly (LieKind Kind, double Bar)[] Bars =
    [
        (LieKind.OmitLine, 99), (LieKind.InventLine, 99), (LieKind.ChangeNumberDigit, 99), (LieKind.DropParty, 95), (LieKind.ExchangeParties, 95), (LieKind.WrongDate, 95),
        (LieKind.WrongRadiation, 95), (LieKind.DropParagraph, 95),
    ];

    private static readonly (string Name, Heard By, Medium Medium)[] Views =
    [
        ("born-digital", Heard.Text, Medium.BornDigital), ("scan, all", Heard.All, Medium.Scan), ("scan, text", Heard.Text, Medium.Scan),
    ];

    public static string Write(AccuracyResults results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{results.Documents} documents, {results.Tables.Count} index pages, {results.Deeds.Count} pages of deeds.").AppendLine();
        Bar(text, results);
        text.AppendLine();
        Kinds(text, results, Heard.Text, Medium.BornDigital);
        Kinds(text, results, Heard.All, Medium.Scan);
        Marked(text, results);
        Confidence(text, results);
        Alone(text, results);
        Model(text, results);
        return text.ToString();
    }

    /// <summary>The measured bars, in words.</summary>
    private static void Bar(StringBuilder text, AccuracyResults results)
    {
        Head(text, "lie", [.. Views.Select(view => view.Name), "bar"]);
        foreach (var (kind, bar) in Bars)
        {
            Row(text, Name(kind), [.. Views.Select(view => Part(results.Told(view.By, view.Medium, kind), trial => trial.IsCaught)), string.Create(CultureInfo.InvariantCulture, $"≥ {bar:0} %")]);
        }

        Row(text, "pages marked without cause", [.. Views.Select(view => Part(results.True(view.By, view.Medium), trial => trial.Doubts is not [])), ""]);
        Row(text, "pages that a person gets by the rule for handwriting", [.. Views.Select(view => Part(results.True(view.By, view.Medium), trial => trial.Reasons.Count > trial.Doubts.Count)), ""]);
        Row(text, "of those marked without cause, clean print and type", [.. Views.Select(view => Part(results.True(view.By, view.Medium).Where(trial => trial.Page.IsClean), trial => trial.Doubts is not [])), "≤ 2 %"]);
    }

    private static void Kinds(StringBuilder text, AccuracyResults results, Heard by, Medium medium)
    {
        Head(text, $"caught, {Of(medium)}", [.. Bars.Select(kind => Name(kind.Kind))]);
        foreach (var template in Enum.GetValues<Template>())
        {
            Row(text, $"{template}", [.. Bars.Select(kind => Part(results.Told(by, medium, kind.Kind).Where(trial => trial.Page.Template == template), trial => trial.IsCaught))]);
        }

        text.AppendLine();
    }

    private static void Marked(StringBuilder text, AccuracyResults results)
    {
        Head(text, "marked without cause", [.. Views.Select(view => view.Name), .. Views.Select(view => $"{view.Name}, clean")]);
        foreach (var template in Enum.GetValues<Template>())
        {
            var of = Views.Select(view => results.True(view.By, view.Medium).Where(trial => trial.Page.Template == template).ToList()).ToList();
            Row(text, $"{template}", [.. of.Select(trials => Part(trials, trial => trial.Doubts is not [])), .. of.Select(trials => Part(trials.Where(trial => trial.Page.IsClean), trial => trial.Doubts is not []))]);
        }

        text.AppendLine();
    }

    /// <summary>Of all values of the lying answers: the model's own confidence is the same for all, and so tells nothing (0.5).</summary>
    private static void Confidence(StringBuilder text, AccuracyResults results)
    {
        Head(text, "confidence of a value", [.. Views.Select(view => $"right, {view.Name}")]);
        var of = Views.Select(view => results.Lies.Where(lie => lie.By == view.By && lie.Trial.Page.Medium == view.Medium).SelectMany(lie => lie.Trial.Values).ToList()).ToList();
        var tables = of.Select(values => Calibration.Reliability(values).ToDictionary(bin => bin.From)).ToList();
        foreach (var from in tables.SelectMany(table => table.Keys).Distinct().Order())
        {
            Row(text, string.Create(CultureInfo.InvariantCulture, $"{from:0.0} to {from + 0.1:0.0}"), [.. tables.Select(table => table.TryGetValue(from, out var bin) ? Share(bin.Right, bin.Count) : "")]);
        }

        Row(text, "AUROC of the confidence", [.. of.Select(values => Calibration.Auroc(values)?.ToString("0.000", CultureInfo.InvariantCulture) ?? "")]);
        text.AppendLine();
    }

    private static void Alone(StringBuilder text, AccuracyResults results)
    {
        foreach (var medium in new[] { Medium.BornDigital, Medium.Scan })
        {
            Head(text, $"witness alone, {Of(medium)}", ["recall", "precision", .. ReadLine.Fields.Select(field => field.Name)]);
            foreach (var template in Enum.GetValues<Template>().Where(template => template is not Template.Deed))
            {
                Score(text, $"{template}", results.Tables.Where(page => page.Page.Medium == medium && page.Page.Template == template).Select(page => page.Score));
            }

            Score(text, "all", results.Tables.Where(page => page.Page.Medium == medium).Select(page => page.Score));
            Score(text, "all, clean print and type", results.Tables.Where(page => page.Page.Medium == medium && page.Page.IsClean).Select(page => page.Score));
            text.AppendLine();
        }

        Head(text, "deeds, characters in error", ["all", "clean print and type"]);
        foreach (var medium in new[] { Medium.BornDigital, Medium.Scan })
        {
            var deeds = results.Deeds.Where(deed => deed.Page.Medium == medium).ToList();
            Row(text, Of(medium), [Errors(deeds.Select(deed => deed.Errors)), Errors(deeds.Where(deed => deed.Page.IsClean).Select(deed => deed.Errors))]);
        }

        text.AppendLine();
    }

    private static void Model(StringBuilder text, AccuracyResults results)
    {
        if (results.Model is [])
        {
            return;
        }

        Head(text, "the real model", ["recall", "precision", .. ReadLine.Fields.Select(field => field.Name)]);
        Score(text, "index pages", results.Model.Select(page => page.Score));
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Pages that ask for a person: {Part(results.Model, page => page.Doubts is not [])}.");
    }

    private static void Score(StringBuilder text, string name, IEnumerable<ReadScore> scores)
    {
        var sum = scores.Aggregate(ReadScore.Nothing, (one, other) => one + other);
        Row(text, name, [Share(sum.Found, sum.Written), Share(sum.Found, sum.Told), .. ReadLine.Fields.Select(field => Share(sum.Right.GetValueOrDefault(field.Name), sum.Found))]);
    }

    private static string Errors(IEnumerable<TextErrors> errors)
    {
        var sum = errors.Aggregate(default(TextErrors), (one, other) => one + other);
        return sum.Characters is 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * sum.Edits / sum.Characters:0.00} %");
    }

    private static string Of(Medium medium) => medium is Medium.Scan ? "scans" : "born-digital";

    private static string Name(LieKind kind) => kind switch
    {
        LieKind.OmitLine => "line left out",
        LieKind.InventLine => "line invented",
        LieKind.ChangeNumberDigit => "wrong number",
        LieKind.DropParty => "party left out",
        LieKind.ExchangeParties => "parties exchanged",
        LieKind.WrongDate => "wrong date",
        LieKind.WrongRadiation => "wrong radiation",
        _ => "paragraph left out",
    };

    private static string Part<T>(IEnumerable<T> trials, Func<T, bool> counts)
    {
        var all = trials.ToList();
        return Share(all.Count(counts), all.Count);
    }

    private static string Share(int part, int of) => of is 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / of:0.0} % of {of}");

    private static void Head(StringBuilder text, string first, IReadOnlyList<string> names)
    {
        Row(text, first, names);
        text.Append('|').Insert(text.Length, "---|", names.Count + 1).AppendLine();
    }

    private static void Row(StringBuilder text, string first, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Prepend(first)).AppendLine(" |");
}

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

    private static readonly IReadOnlyList<View> Views =
    [
        new("born-digital", Heard.Text, Medium.BornDigital), new("clean scan", Heard.All, Medium.Scan, Look.Clean), new("typical scan", Heard.All, Medium.Scan, Look.Typical),
        new("hard scan", Heard.All, Medium.Scan, Look.Hard), new("scan, text", Heard.Text, Medium.Scan),
    ];

    public static string Write(AccuracyResults results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{results.Documents} documents, {results.Tables.Count} index pages, {results.Deeds.Count} pages of deeds.").AppendLine();
        Bar(text, results);
        text.AppendLine();
        foreach (var view in Views.Where(view => results.Pages(view).Any()))
        {
            Kinds(text, results, view);
        }

        Marked(text, results);
        Confidence(text, results);
        Alone(text, results);
        Model(text, results);
        return text.ToString();
    }

    /// <summary>The measured bars: lies caught, and how they came to a person; marks without cause; time.</summary>
    private static void Bar(StringBuilder text, AccuracyResults results)
    {
        Head(text, "lie: caught (named, for a person)", [.. Views.Select(view => view.Name), "bar"]);
        foreach (var (kind, bar) in Bars)
        {
            Row(text, Name(kind), [.. Views.Select(view => Noticed(results.Told(view, kind))), string.Create(CultureInfo.InvariantCulture, $"≥ {bar:0} %")]);
        }

        Row(text, "page left without any mark, a line of it missing or invented", [.. Views.Select(view => Part(results.Told(view, LieKind.OmitLine, LieKind.InventLine), trial => !trial.IsMarked)), "0"]);
        Row(text, "true pages marked", [.. Views.Select(view => Part(results.True(view), trial => trial.Reasons is not [])), "≤ 2 % of clean ones"]);
        Row(text, "of pages with nothing struck out and no stamp over the lines", [.. Views.Select(view => Part(results.True(view).Where(trial => trial.Page.IsUntouched), trial => trial.Reasons is not [])), "≤ 2 % of clean ones"]);
        Row(text, "true pages marked by a doubt without cause", [.. Views.Select(view => Part(results.True(view), trial => trial.Doubts is not [])), ""]);
        Row(text, "true pages for a person: nobody else could read them, or a line", [.. Views.Select(view => Part(results.True(view), trial => trial.Reasons.Count > trial.Doubts.Count)), ""]);
        Row(text, "true pages marked where a second model reads them as they are", [.. Views.Select(view => Part(results.True(view), trial => trial.ReadTwice is not [])), ""]);
        Row(text, "processor time of a page, preparation and witnesses", [.. Views.Select(view => Time(results.Pages(view))), ""]);
    }

    private static void Kinds(StringBuilder text, AccuracyResults results, View view)
    {
        Head(text, $"caught, {view.Name}", [.. Bars.Select(kind => Name(kind.Kind))]);
        foreach (var template in Enum.GetValues<Template>())
        {
            Row(text, $"{template}", [.. Bars.Select(kind => Noticed(results.Told(view, kind.Kind).Where(trial => trial.Page.Template == template)))]);
        }

        text.AppendLine();
    }

    private static void Marked(StringBuilder text, AccuracyResults results)
    {
        Head(text, "true pages marked (by a doubt, for a person)", [.. Views.Select(view => view.Name)]);
        foreach (var template in Enum.GetValues<Template>())
        {
            Row(text, $"{template}", [.. Views.Select(view => Marked([.. results.True(view).Where(trial => trial.Page.Template == template)]))]);
        }

        text.AppendLine();
    }

    private static string Marked(IReadOnlyList<TruthTrial> trials) => trials is []
        ? ""
        : $"{Share(trials.Count(trial => trial.Reasons is not []), trials.Count)} ({trials.Count(trial => trial.Doubts is not [])}, {trials.Count(trial => trial.Reasons.Count > trial.Doubts.Count)})";

    private static string Noticed(IEnumerable<LieTrial> told)
    {
        var trials = told.ToList();
        return trials is []
            ? ""
            : $"{Share(trials.Count(trial => trial.IsCaught), trials.Count)} ({trials.Count(trial => trial.Notice is Notice.Named)}, {trials.Count(trial => trial.Notice is Notice.ForPerson)})";
    }

    /// <summary>The middle one of the pages of an index.</summary>
    private static string Time(IEnumerable<HeardPage> pages) => pages.Where(page => page.Template is not Template.Deed).Select(page => page.Took).OfType<TimeSpan>().Order().ToList() is { Count: > 0 } times
        ? string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2].TotalSeconds:0.00} s")
        : "";

    /// <summary>Of all values of the lying answers: the model's own confidence is the same for all, and so tells nothing (0.5).</summary>
    private static void Confidence(StringBuilder text, AccuracyResults results)
    {
        Head(text, "confidence of a value", [.. Views.Select(view => $"right, {view.Name}")]);
        var of = Views.Select(view => results.Told(view).SelectMany(lie => lie.Values).ToList()).ToList();
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
        var views = Views.Where(view => view.By is Heard.All || view.Medium is Medium.BornDigital).ToList();
        foreach (var view in views.Where(view => results.Tables.Exists(page => view.Holds(page.Page))))
        {
            Head(text, $"witness alone, {view.Name}", ["recall", "precision", .. ReadLine.Fields.Select(field => field.Name)]);
            var tables = results.Tables.Where(page => view.Holds(page.Page)).ToList();
            foreach (var template in Enum.GetValues<Template>().Where(template => template is not Template.Deed))
            {
                Score(text, $"{template}", tables.Where(page => page.Page.Template == template).Select(page => page.Score));
            }

            Score(text, "all", tables.Select(page => page.Score));
            text.AppendLine();
        }

        Head(text, "deeds", [.. views.Select(view => view.Name)]);
        Row(text, "characters in error", [.. views.Select(view => Errors(results.Deeds.Where(deed => view.Holds(deed.Page)).Select(deed => deed.Errors)))]);
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

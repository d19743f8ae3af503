using System.Globalization;
using Simulators.Gold;
using Workers.Gemini;
using Workers.Gemini.Api;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Benchmarks.Accuracy;

/// <summary>Measures how exactly gold pages are read and what the gate makes of lies about them. Asks no model unless told to.</summary>
internal static class AccuracyCommand
{
    public const string ApiKey = "GEMINI_API_KEY";

    /// <param name="key">Of the Gemini API; null where there is none.</param>
    /// <returns>0 when it was measured, whatever came of it; 2 for an order that cannot be followed.</returns>
    public static async Task<int> RunAsync(string[] arguments, string? key)
    {
        AccuracyOptions options;
        try
        {
            options = AccuracyOptions.Parse(arguments);
        }
        catch (FormatException wrong)
        {
            return Refuse(wrong.Message);
        }

        if (options.IsReal && string.IsNullOrWhiteSpace(key))
        {
            return Refuse($"--real: {ApiKey} is not set; allowed: a key of the Gemini API. Set it, or leave --real out.");
        }

        if (LeptonicaLibrary.Check() is { } missing)
        {
            return Refuse(missing);
        }

        if (options.Scanned > 0 && await Tesseract.FindFaultAsync(TimeProvider.System, CancellationToken.None) is { } fault)
        {
            return Refuse(fault.Said);
        }

        AccuracyResults results;
        try
        {
            results = await MeasureAsync(options, key);
        }
        catch (FileNotFoundException font)
        {
            return Refuse(font.Message);
        }

        var table = AccuracyTables.Write(results);
        if (options.IsListed)
        {
            List(results);
        }

        Console.Write(table);
        if (options.Out is { } file)
        {
            await File.WriteAllTextAsync(file, table);
        }

        return 0;
    }

    private static async Task<AccuracyResults> MeasureAsync(AccuracyOptions options, string? key)
    {
        var results = new AccuracyResults();
        using var hearing = new GoldHearing();
        using var transport = new GeminiTransport(new() { ApiKey = key }, TimeProvider.System);
        var settings = new GeminiOptions { ApiKey = key };
        var model = options.IsReal ? new ModelTrial(new GeminiChatClient(transport, settings), settings) : null;
        foreach (var document in options.Draw())
        {
            await foreach (var page in hearing.HearAsync(document, model is null ? null : async (page, image) => await model.AskAsync(page, image, results)))
            {
                results.Add(page, options.Seed);
                if (options.Keep is { } folder)
                {
                    await KeepAsync(page, folder);
                }
            }

            results.Documents++;
        }

        return results;
    }

    /// <summary>The document, and what its witness made of the page, line by line.</summary>
    private static async Task KeepAsync(HeardPage page, string folder)
    {
        Directory.CreateDirectory(folder);
        var stem = Path.Combine(folder, $"{page.Template}-{page.Medium}-{page.Look}-{page.Document.Seed}");
        await File.WriteAllBytesAsync($"{stem}.pdf", page.Document.Pdf);
        var table = page.Said.Table;
        await File.WriteAllLinesAsync(
            string.Create(CultureInfo.InvariantCulture, $"{stem}-{page.Truth.Number}.txt"),
            [
                $"{page}",
                .. (page.Said.Words.Said?.Lines ?? []).Select(line => $"{Place(line.Box)}  {string.Join(" ", line.Words.Select(word => string.Create(CultureInfo.InvariantCulture, $"{word.Text}@{word.Box.Left:0.0}-{word.Box.Right:0.0}")))}"),
                .. (table?.Columns ?? []).Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Kind} {column.Left:0} to {column.Right:0}")),
                .. (table?.Bands ?? []).Select(band => $"{Place(band.Box)}  {ReadLine.Of(band)}"),
                .. page.Truth.Lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"true {line.Box.Top:0.0} {line.Box.Bottom:0.0}  {ReadLine.Of(line)}")),
                $"rules across: {string.Join(" ", (page.Said.Ink.Said?.Across ?? []).Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.At:0.0}")))}",
            ]);
    }

    private static string Place(PageBox box) => string.Create(CultureInfo.InvariantCulture, $"{box.Top,6:0.0} {box.Bottom,6:0.0}");

    private static void List(AccuracyResults results)
    {
        foreach (var (by, trial) in results.Truths.Where(truth => truth.Trial.Reasons is not [] && (truth.By is Heard.Text || truth.Trial.Page.Medium is Medium.Scan)))
        {
            Say($"ALARM {by} {trial.Page}: {string.Join("; ", trial.Reasons)}");
        }

        foreach (var (by, trial) in results.Lies.Where(lie => !lie.Trial.IsCaught && (lie.By is Heard.All)))
        {
            Say($"MISS {by} {trial.Lie.Kind} {trial.Page}: line {trial.Lie.Line} {trial.Lie.Field}, true '{trial.Lie.True}', told '{trial.Lie.False}'; raised: {string.Join("; ", trial.New)}; words: {trial.Page.Said.Words.Silence?.Text}; bands {trial.Page.Said.Table?.Bands.Count} of {trial.Page.Truth.LineCount}; heard in its row: {InItsRow(trial)}");
        }
    }

    /// <summary>What the witness reads where the line stands that was lied about, word by word, each with its confidence.</summary>
    private static string InItsRow(LieTrial trial)
    {
        if (trial.Page.Truth.Lines.FirstOrDefault(line => line.Number == trial.Lie.Line)?.Box is not { } box)
        {
            return "";
        }

        return string.Join(' ', (trial.Page.Said.Words.Said?.Words ?? [])
            .Where(word => word.Box.Middle > box.Top && word.Box.Middle < box.Bottom)
            .Select(word => string.Create(CultureInfo.InvariantCulture, $"{word.Text}@{word.Confidence}")));
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 2;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

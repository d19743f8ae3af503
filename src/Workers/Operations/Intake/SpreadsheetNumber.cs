using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>What spreadsheets make of a lot or inscription number that they take for a figure or a date (pure).</summary>
internal static partial class SpreadsheetNumber
{
    private static readonly Remark Advice = Remark.Of("row.as_text");

    /// <returns>What is wrong with a number in any file.</returns>
    public static Remark? FaultOf(string number) =>
        Rounded().IsMatch(number) ? Remark.Of("row.rounded", new() { ["text"] = TypedText.Show(number), ["advice"] = Advice })
        : Figure().IsMatch(number) ? Remark.Of("row.figure", new() { ["text"] = TypedText.Show(number), ["advice"] = Advice })
        : null;

    /// <returns>What is wrong with a number in a CSV file: such a date may be a lot that the spreadsheet converted, 10-12 for one.</returns>
    public static Remark? DateFaultOf(string number) => Date().IsMatch(number)
        ? Remark.Of("row.date", new() { ["text"] = TypedText.Show(number), ["written"] = $"=\"{number}\"", ["advice"] = Advice })
        : null;

    [GeneratedRegex(@"^[+-]?[0-9]+(?:[.,][0-9]+E[+-]?|E[+-])[0-9]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Rounded();

    [GeneratedRegex(@"^(?:[0-9][0-9 ]*[.,]0+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+|'.*)$", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Figure();

    [GeneratedRegex(
        @"^(?:(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-[0-3][0-9]|[0-9]{1,4}/[0-9]{1,2}(?:/[0-9]{1,4})?"
        + @"|(?:[0-9]{1,2}[- ])?(?:janv|jan|févr|feb|mars|mar|avr|apr|mai|may|juin|jun|juil|jul|août|aug|sept|sep|oct|nov|déc|dec)\.?(?:[- ][0-9]{1,4})?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Date();
}

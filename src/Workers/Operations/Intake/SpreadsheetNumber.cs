using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Operations.Intake;

/// <summary>What spreadsheets make of a lot or inscription number that they take for a figure or a date (pure).</summary>
internal static partial class SpreadsheetNumber
{
    private const string Remedy = "Format the column as text in the spreadsheet, and type the number again.";

    /// <returns>What is wrong with a number in any file.</returns>
    public static string? FaultOf(string number) =>
        Rounded().IsMatch(number) ? $"document_number {TypedText.Show(number)} was rounded by a spreadsheet: its last digits are lost. {Remedy}"
        : Figure().IsMatch(number) ? $"document_number {TypedText.Show(number)} is written as a figure; allowed: the digits, with spaces between groups or none. {Remedy}"
        : null;

    /// <returns>What is wrong with a number in a CSV file: such a date may be a lot that the spreadsheet converted, 10-12 for one.</returns>
    public static string? DateFaultOf(string number) => Date().IsMatch(number)
        ? $"{TypedText.Show(number)} looks like a date that a spreadsheet made of a number. {Remedy} If it is the number, write it as =\"{number}\"."
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

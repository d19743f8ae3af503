using System.Globalization;
using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Desks;
using Simulators.OtherRegistre.Pdf;

namespace Simulators.OtherRegistre.Pages;

/// <summary>How a line of Historique des factures tells its date and its document.</summary>
internal sealed class HistoryCells(OtherShape shape)
{
    private static readonly string[] Months = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."];

    public string When(DateTimeOffset when) => shape switch
    {
        { HistoryStamp: HistoryStamp.Plain, HistoryDates: HistoryDates.DateOnly } => Date(when),
        { HistoryStamp: HistoryStamp.Plain, HistoryDates: HistoryDates.French } => $"{Date(when)} à {Time(when)}",
        _ => $"{Date(when)} {Time(when)}",
    };

    public string Date(DateTimeOffset when)
    {
        var date = DateOnly.FromDateTime(World.Local(when).DateTime);
        return shape switch
        {
            { HistoryStamp: HistoryStamp.Abbreviated } => $"{date.Day} {Months[date.Month - 1]} {date.Year}",
            { HistoryStamp: HistoryStamp.Compact } => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            { HistoryDates: HistoryDates.Slashes } => French.Slashes(date),
            { HistoryDates: HistoryDates.French } => French.Long(date),
            _ => French.Iso(date),
        };
    }

    /// <summary>The time of the day, empty where the shape tells none.</summary>
    public string Time(DateTimeOffset when) => World.Local(when).ToString(shape switch
    {
        { HistoryStamp: HistoryStamp.Abbreviated } => "HH:mm",
        { HistoryStamp: HistoryStamp.Compact } => "HHmmss",
        { HistoryDates: HistoryDates.Slashes } => "HH:mm",
        { HistoryDates: HistoryDates.French } => "H' h 'mm",
        { HistoryDates: HistoryDates.DateOnly } => "' '",
        _ => "HH:mm:ss",
    }, CultureInfo.InvariantCulture).Trim();

    /// <summary>The type, the number and the place, each for its own cell.</summary>
    public string[] Parts(OtherDocument document) => [Papers.Title(document), French.Grouped(document.Number), Pen.Place(Of(document), shape) + Dated(document)];

    public string Describe(OtherDocument document)
    {
        var number = French.Grouped(document.Number);
        var of = Pen.Place(Of(document), shape);
        var dated = Dated(document);
        return shape.Description switch
        {
            Description.Abbreviated => Short(document) + $" {document.Number} {Pen.Place(Abbreviated(Of(document)), shape)}{dated}",
            Description.Capitals => French.Capitals($"{Papers.Title(document)} {number} {of}{dated}"),
            Description.TypeWord => $"Consultation d'un document : {Papers.Title(document)}, {(document.Kind == DocumentKind.Acte ? "numéro d'inscription" : "lot")} {number}, circonscription foncière {Pen.Place(French.Of(document.District), shape)}{(document.Cadastre is null ? "" : $", cadastre {Pen.Place(French.Of(document.Cadastre), shape)}")}{dated}",
            Description.Number => $"{Papers.Title(document)} {document.Number}",
            _ => $"{Papers.Title(document)} {number} - {of}{dated}",
        };
    }

    private static string Of(OtherDocument document) => document.Cadastre is null ? document.District : $"{document.Cadastre}{(document.Secondary is null ? "" : ", " + document.Secondary)}, {document.District}";

    private static string Dated(OtherDocument document) => document.Kind == DocumentKind.Plan ? $" ({French.Iso(document.Date)})" : "";

    private static string Short(OtherDocument document) => document.Kind switch
    {
        DocumentKind.Index => "IND. IMM.",
        DocumentKind.Plan => "PL. CAD.",
        _ => document.Type switch { "Avis d'adresse" => "AV. ADR.", "Radiation" => "RAD.", "Acte divers" => "ACT. DIV.", _ => "ACTE" },
    };

    private static string Abbreviated(string of) => of
        .Replace("Cadastre du Québec", "Cad. QC", StringComparison.Ordinal)
        .Replace("Paroisse de ", "Par. ", StringComparison.Ordinal)
        .Replace("Canton de ", "Ct. ", StringComparison.Ordinal)
        .Replace("Canton d'", "Ct. ", StringComparison.Ordinal)
        .Replace("Saint-", "St-", StringComparison.Ordinal)
        .Replace("Sainte-", "Ste-", StringComparison.Ordinal);
}

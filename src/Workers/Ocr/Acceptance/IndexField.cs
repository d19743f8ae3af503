using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>A column of an index that is compared: how a line says it, and what a band of the page shows of it.</summary>
/// <param name="Name">As the answer schema has it.</param>
/// <param name="IsOfDigits">Compared to the letter, also with a witness that reads letters with slips.</param>
/// <param name="Take">The first line with this value of the second.</param>
internal sealed record IndexField(
    string Name,
    ColumnKind Column,
    bool IsOfDigits,
    Func<Inscription, string> Read,
    Func<IndexBand, IReadOnlyList<LocatedText>> Cells,
    Func<Inscription, Inscription, Inscription> Take)
{
    private const string Separator = ", ";

    public static IndexField Number { get; } = new(
        "publication_number", ColumnKind.Number, true,
        line => line.PublicationNumber, band => One(band.Number), (line, other) => line with { PublicationNumber = other.PublicationNumber });

    public static IndexField Date { get; } = new(
        "presentation_date", ColumnKind.Date, true,
        line => line.PresentationDate, band => One(band.Date), (line, other) => line with { PresentationDate = other.PresentationDate });

    public static IndexField Nature { get; } = new(
        "nature", ColumnKind.Nature, false,
        line => line.Nature, band => One(band.Nature), (line, other) => line with { Nature = other.Nature });

    public static IndexField Parties { get; } = new(
        "parties", ColumnKind.Parties, false,
        line => string.Join(Separator, line.Parties.Select(party => party.Name)), band => band.Parties, (line, other) => line with { Parties = other.Parties });

    public static IndexField Radiation { get; } = new(
        "radiation_number", ColumnKind.Radiations, true,
        line => line.RadiationNumber, band => band.Radiations, (line, other) => line with { RadiationNumber = other.RadiationNumber });

    public static IndexField AddressNotices { get; } = new(
        "address_notices", ColumnKind.AddressNotices, true,
        line => string.Join(Separator, line.AddressNotices), band => band.AddressNotices, (line, other) => line with { AddressNotices = other.AddressNotices });

    /// <summary>The number first: it says which inscription a line is.</summary>
    public static IReadOnlyList<IndexField> All { get; } = [Number, Date, Nature, Parties, Radiation, AddressNotices];

    /// <summary>For people.</summary>
    public Remark Said => Remark.Of($"field.{Name}");

    /// <summary>What a repeat is told.</summary>
    public string Title => Said.Text;

    public string Seen(IndexBand band) => string.Join(Separator, Cells(band).Select(cell => cell.Text));

    public PageBox? BoxIn(IndexBand band) => Cells(band) is { Count: > 0 } cells ? PageBox.Around(cells.Select(cell => cell.Box)) : null;

    private static IReadOnlyList<LocatedText> One(LocatedText? text) => text is null ? [] : [text];
}

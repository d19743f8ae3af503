namespace Workers.Ocr.Readings;

/// <summary>One page of an index des immeubles as the model read it. Empty text means an empty cell.</summary>
internal sealed record IndexPage(
    PageTemplate Template,
    string PageNumber,
    IndexHeader Header,
    bool Blank,
    int LinesSeen,
    [property: Needed] IReadOnlyList<Inscription> Inscriptions,
    string OtherText);

/// <summary>The layouts that index pages have had since 1850.</summary>
internal enum PageTemplate
{
    ModerneInscription,
    ModerneRadiation,
    ImprimeAncien,
    Manuscrit,
    Anglais,
    PageTitre,
    Autre,
}

internal sealed record IndexHeader(string Circonscription, string Cadastre, string Lot, string DesignationSecondaire);

/// <param name="Line">From 1, in reading order, without gaps.</param>
/// <param name="Confidence">The model's own, 0–100.</param>
internal sealed record Inscription(
    int Line,
    string PresentationDate,
    [property: Needed] string PublicationNumber,
    string Nature,
    IReadOnlyList<Party> Parties,
    string Remarks,
    string RadiationNumber,
    IReadOnlyList<string> AddressNotices,
    int Confidence);

internal sealed record Party([property: Needed] string Name, string Role);

/// <summary>A strip of a page as it was read alone; the lines count from 1 within it.</summary>
internal sealed record IndexStrip(IReadOnlyList<Inscription> Inscriptions);

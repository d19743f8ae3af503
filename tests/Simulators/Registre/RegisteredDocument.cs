using System.Text.Json.Serialization;
using Simulators.Paper;

namespace Simulators.Registre;

/// <summary>
/// A document that the registry holds. The first six names are those of the queue's columns, so that
/// one feed can fill both; unknown names are ignored.
/// </summary>
internal sealed record RegisteredDocument
{
    [JsonPropertyName("document_source")]
    public required PaperKind Source { get; init; }

    [JsonPropertyName("document_number")]
    public required string Number { get; init; }

    [JsonPropertyName("circonscription_fonciere")]
    public required string Circonscription { get; init; }

    public string? Cadastre { get; init; }

    [JsonPropertyName("designation_secondaire")]
    public string? Designation { get; init; }

    [JsonPropertyName("acte_type")]
    public string? ActeType { get; init; }

    public int Pages { get; init; } = 2;

    public PaperLook Look { get; init; } = PaperLook.Digital;

    public int Seed { get; init; }

    /// <summary>False in a feed for what is asked for but not to be found.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>Kept on paper at the office: listed with BPD.GIF, never shown.</summary>
    public bool PaperOnly { get; init; }

    /// <summary>The lot was replaced or cancelled; its plan can still be had.</summary>
    public bool Inactive { get; init; }

    /// <summary>How many plans the choice page offers; the last one is this document. 0: it offers this one without a choice.</summary>
    public int PlanChoices { get; init; } = 1;

    /// <summary>Whether the site asks to confirm; null: for plans and for large documents.</summary>
    public bool? Confirmation { get; init; }

    /// <summary>Offered, as a similar number, to who searches this number.</summary>
    public string? SimilarTo { get; init; }

    public SaveLink SaveLink { get; init; } = SaveLink.Menu;

    [JsonIgnore]
    public string PlainNumber => Plain(Number);

    [JsonIgnore]
    public bool AsksConfirmation => Confirmation ?? (Source == PaperKind.Plan || Pages >= 8);

    public static string Plain(string number) =>
        number.Replace(" ", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal).ToUpperInvariant();

    public PaperDocument ToPaper() => new()
    {
        Kind = Source,
        Number = PlainNumber,
        Circonscription = Circonscription,
        Cadastre = Cadastre,
        Designation = Designation,
        ActeType = ActeType,
        Pages = Pages,
        Look = Look,
        Seed = Seed,
    };
}

/// <summary>Where the viewer shows "Sauvegarder".</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SaveLink>))]
internal enum SaveLink
{
    [JsonStringEnumMemberName("menu")] Menu,
    [JsonStringEnumMemberName("top")] Top,

    /// <summary>In the menu frame, with target=_blank.</summary>
    [JsonStringEnumMemberName("window")] Window,
}

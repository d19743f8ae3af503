using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Simulators.Paper;

[JsonConverter(typeof(JsonStringEnumConverter<PaperKind>))]
internal enum PaperKind
{
    [JsonStringEnumMemberName("index")] Index,
    [JsonStringEnumMemberName("acte")] Acte,
    [JsonStringEnumMemberName("plan_cadastraux")] Plan,
}

[JsonConverter(typeof(JsonStringEnumConverter<PaperLook>))]
internal enum PaperLook
{
    /// <summary>Vector text, as the registry prints computerised documents.</summary>
    [JsonStringEnumMemberName("digital")] Digital,

    /// <summary>A grey raster per page: a little skewed, noisy, unevenly lit.</summary>
    [JsonStringEnumMemberName("scanned")] Scanned,
}

/// <summary>
/// Everything that decides what a generated document says and looks like. Equal descriptions give
/// equal documents, in every process.
/// </summary>
internal sealed record PaperDocument
{
    public const int MaxPages = 12;

    private int pages = 1;

    public required PaperKind Kind { get; init; }

    /// <summary>Lot number for an index or a plan, inscription number for an acte.</summary>
    public required string Number { get; init; }

    public required string Circonscription { get; init; }

    public string? Cadastre { get; init; }

    public string? Designation { get; init; }

    /// <summary>"Acte", "Avis d'adresse", "Radiation" or "Acte divers"; null for an index or a plan.</summary>
    public string? ActeType { get; init; }

    /// <summary>1 to <see cref="MaxPages"/>.</summary>
    public int Pages
    {
        get => pages;
        init => pages = value is >= 1 and <= MaxPages
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A paper has 1 to {MaxPages} pages.");
    }

    public PaperLook Look { get; init; } = PaperLook.Digital;

    public int Seed { get; init; }

    /// <summary>48 bits that name this document; printed on every page by <see cref="PageMark"/>.</summary>
    [JsonIgnore]
    public ulong Key
    {
        get
        {
            string?[] parts =
            [
                Kind.ToString(), Number.Replace(" ", "", StringComparison.Ordinal), Circonscription, Cadastre,
                Designation, ActeType, $"{Pages}", Look.ToString(), $"{Seed}",
            ];
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts)));
            return BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16;
        }
    }
}

using System.Globalization;
using System.Text.Json.Serialization;
using Simulators.Paper;

namespace Simulators.Registre;

/// <summary>Documents that exist without being listed: every number from first to last.</summary>
internal sealed record DocumentRange
{
    [JsonPropertyName("document_source")]
    public required PaperKind Source { get; init; }

    public required long First { get; init; }

    public required long Last { get; init; }

    /// <summary>Null: in every division.</summary>
    [JsonPropertyName("circonscription_fonciere")]
    public string? Circonscription { get; init; }

    /// <summary>Pages go from 1 to this by turns.</summary>
    public int MaxPages { get; init; } = 3;

    /// <summary>Null: digital and scanned by turns.</summary>
    public PaperLook? Look { get; init; }

    public RegisteredDocument? Find(Inquiry inquiry)
    {
        var known = inquiry.Source == Source
            && (Circonscription is null || Circonscription == inquiry.Circonscription)
            && long.TryParse(inquiry.Number, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= First && number <= Last;
        if (!known)
        {
            return null;
        }

        var turn = (int)(long.Parse(inquiry.Number, CultureInfo.InvariantCulture) - First);
        return new RegisteredDocument
        {
            Source = Source,
            Number = inquiry.Number,
            Circonscription = inquiry.Circonscription,
            Cadastre = inquiry.Cadastre,
            Designation = inquiry.Designation,
            ActeType = inquiry.ActeType,
            Pages = (turn % MaxPages) + 1,
            Look = Look ?? (turn % 2 == 0 ? PaperLook.Digital : PaperLook.Scanned),
        };
    }
}

namespace Workers.Registre.Matching;

/// <summary>The types of document that the registry's search for acts offers, folded.</summary>
internal static class ActeTypes
{
    public static readonly string[] All = ["acte", "avis d adresse", "radiation", "acte divers"];
}

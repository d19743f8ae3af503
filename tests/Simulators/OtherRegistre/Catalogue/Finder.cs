namespace Simulators.OtherRegistre.Catalogue;

/// <summary>What a search finds: documents to choose among (one needs no choice), or a message, or both.</summary>
internal sealed record Found(IReadOnlyList<OtherDocument> Documents, string? Message)
{
    public static Found Nothing(string message) => new([], message);
}

/// <summary>Searches in the holdings, as pure decisions.</summary>
internal static class Finder
{
    public const string NoFile = "La fiche immobilière demandée est inexistante.";
    public const string NoDocument = "Le document demandé est inexistant.";
    public const string NoLot = "Le lot n'existe pas dans la circonscription foncière demandée.";
    public const string NoInformation = "Aucune information ne correspond aux critères de sélection.";
    public const string Similar = "Nous vous proposons une liste de document(s) dont le numéro est semblable à celui demandé.";

    public static Found Index(string district, string cadastre, string? secondary, string lot)
    {
        var found = Lots(DocumentKind.Index, district, cadastre, secondary, lot);
        if (found.Count > 0)
            return new(found, null);
        var elsewhere = Holdings.All.Any(document => document.Kind == DocumentKind.Index && document.District != district && Same(document.Number, lot));
        return Found.Nothing(cadastre == Districts.Renovated && elsewhere ? NoLot : NoFile);
    }

    public static Found Plan(string district, string cadastre, string? secondary, string lot)
    {
        var found = Lots(DocumentKind.Plan, district, cadastre, secondary, lot);
        if (found.Count == 0)
            return Found.Nothing(Holdings.All.Any(document => document.Kind == DocumentKind.Index && document.District == district && Same(document.Number, lot)) ? NoInformation : NoLot);
        return new(found, found.Any(document => document.Inactive) ? $"Le lot {French.Grouped(found[0].Number)} est inactif." : null);
    }

    public static Found Acte(string district, string type, string number)
    {
        var stem = Stem(number);
        var near = Holdings.All.Where(document => document.Kind == DocumentKind.Acte && document.District == district && document.Type == type && Stem(document.Number) == stem).ToArray();
        if (near is [{ PaperOnly: false } one] && Same(one.Number, number))
            return new([one], null);
        if (near.SingleOrDefault(document => Same(document.Number, number)) is { PaperOnly: false } exact && Plain(number) != stem)
            return new([exact], null);
        if (near.Length == 0)
            near = [.. Holdings.All.Where(document => document.Kind == DocumentKind.Acte && document.District == district && document.Type == type && Swapped(document.Number, stem))];
        return near.Length == 0 ? Found.Nothing(NoDocument) : new(near, Similar);
    }

    /// <summary>The same digits in another order: the typing error that the site makes proposals for.</summary>
    private static bool Swapped(string number, string asked) => asked.Length >= 7 && Stem(number).Length == asked.Length && Stem(number).Order().SequenceEqual(asked.Order());

    private static List<OtherDocument> Lots(DocumentKind kind, string district, string cadastre, string? secondary, string lot) =>
        [.. Holdings.All.Where(document => document.Kind == kind && document.District == district && document.Cadastre == cadastre && document.Secondary == secondary && Same(document.Number, lot))];

    private static bool Same(string a, string b) => Plain(a) == Plain(b);

    private static string Plain(string number) => string.Concat(number.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).ToUpperInvariant();

    private static string Stem(string number) => string.Concat(number.Where(c => c != ' ').TakeWhile(char.IsAsciiDigit));
}

namespace Workers.Ocr.Readings;

/// <summary>One deed from what several calls said of parts of it: the first that says something counts, lists are joined. Pure.</summary>
internal static class DeedMerge
{
    public static Deed Of(IEnumerable<Deed> parts)
    {
        var deeds = parts.ToList();
        return new(
            First(deeds, deed => deed.PublicationNumber),
            First(deeds, deed => deed.Date),
            First(deeds, deed => deed.Nature),
            First(deeds, deed => deed.Notary),
            [.. deeds.SelectMany(deed => deed.Parties).Distinct()],
            [.. deeds.SelectMany(deed => deed.Lots).Distinct(StringComparer.Ordinal)],
            [.. deeds.SelectMany(deed => deed.Amounts).Distinct(StringComparer.Ordinal)]);
    }

    private static string First(IEnumerable<Deed> deeds, Func<Deed, string> field) =>
        deeds.Select(field).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) ?? "";
}

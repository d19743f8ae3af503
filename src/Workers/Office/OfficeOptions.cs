using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Office.OfficeOptions))]

namespace Workers.Office;

/// <summary>The languages that the office reads.</summary>
internal enum OfficeLanguage
{
    Fr,
    En,
}

/// <summary>What the office reads, and in which language.</summary>
internal sealed class OfficeOptions
{
    [Setting("OFFICE_LANGUAGE", "Language of what the office reads, fr or en: the messages and reasons in rows, and what 'review' and 'title' print. Codes beside them, and what operators read, are the same in both.")]
    public OfficeLanguage Language { get; init; } = OfficeLanguage.Fr;
}

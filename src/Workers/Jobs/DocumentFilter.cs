using System.Globalization;
using System.Text.Json.Serialization;

namespace Workers.Jobs;

/// <summary>What is said about the review of a reading.</summary>
internal enum ReviewWish
{
    /// <summary>The document needs one.</summary>
    Needed,

    /// <summary>It is read and needs none.</summary>
    None,

    /// <summary>Something is open.</summary>
    Open,

    /// <summary>Of something nobody can tell.</summary>
    Refused,

    /// <summary>All is decided.</summary>
    Decided,
}

/// <summary>Which documents are meant: those that are as each member says. A member that is null says nothing.</summary>
internal sealed record DocumentFilter
{
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Hexadecimal digits without hyphens.</summary>
    public string? IdBegins { get; init; }

    /// <summary>As <c>extraction_status</c> counts them.</summary>
    public IReadOnlyList<int>? Statuses { get; init; }

    /// <summary>Of documents at 5.</summary>
    public IReadOnlyList<string>? Outcomes { get; init; }

    public IReadOnlyList<DocumentSource>? Sources { get; init; }

    /// <summary>Capital letters and digits, without leading zeros.</summary>
    public string? Number { get; init; }

    /// <summary>Likewise, the beginning of one.</summary>
    public string? NumberBegins { get; init; }

    /// <summary>Compared without capitals and without the spaces around it.</summary>
    public string? Dossier { get; init; }

    public DateTimeOffset? CreatedFrom { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public ReviewWish? Review { get; init; }

    /// <summary>Somewhere in number, dossier, names, error, reason of a review, or what history and purchases say of it; capitals count nothing.</summary>
    public string? Text { get; init; }

    [JsonIgnore]
    public bool IsEmpty => this == new DocumentFilter();

    /// <summary>A number as filters hold it.</summary>
    public static string Bare(string number) => string.Concat(number.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant().TrimStart('0');

    /// <summary>For people.</summary>
    public string Describe()
    {
        string?[] parts =
        [
            Ids is { } ids ? string.Create(CultureInfo.InvariantCulture, $"{ids.Count} named by id") : null,
            IdBegins is { } begins ? $"id {begins}*" : null,
            Statuses is { } statuses ? $"status {string.Join(" or ", statuses.Select(status => status.ToString(CultureInfo.InvariantCulture)))}" : null,
            Outcomes is { } outcomes ? $"outcome {string.Join(" or ", outcomes)}" : null,
            Sources is { } sources ? $"kind {string.Join(" or ", sources.Select(source => source.ToString()))}" : null,
            Number is { } number ? $"number {number}" : null,
            NumberBegins is { } beginning ? $"number {beginning}*" : null,
            Dossier is { } dossier ? $"dossier '{dossier}'" : null,
            CreatedFrom is { } from ? string.Create(CultureInfo.InvariantCulture, $"since {from.UtcDateTime:yyyy-MM-dd HH:mm}Z") : null,
            CreatedBefore is { } before ? string.Create(CultureInfo.InvariantCulture, $"before {before.UtcDateTime:yyyy-MM-dd HH:mm}Z") : null,
            Review is { } review ? $"review {review.ToString().ToLowerInvariant()}" : null,
            Text is { } text ? $"text '{text}'" : null,
        ];
        return parts.OfType<string>().ToList() is { Count: > 0 } told ? string.Join(", ", told) : "all documents";
    }
}

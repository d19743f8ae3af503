namespace Workers.Access;

/// <summary>A key as it is kept; its secret is not.</summary>
/// <param name="Name">Whose it is, for people.</param>
/// <param name="RequestsPerMinute">Null: as the settings have it for all.</param>
/// <param name="LastUsedAt">To the minute; null before the first use.</param>
internal sealed record AccessKey(
    string Id,
    string Name,
    AccessRole Role,
    string MadeBy,
    DateTimeOffset MadeAt,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null,
    DateTimeOffset? LastUsedAt = null,
    int? RequestsPerMinute = null);

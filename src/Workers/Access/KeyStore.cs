using Workers.Database;

namespace Workers.Access;

/// <param name="By">Who makes it.</param>
internal sealed record NewKey(string Name, AccessRole Role, string By, DateTimeOffset? ExpiresAt = null, int? RequestsPerMinute = null);

/// <summary>Why a key does not serve.</summary>
internal enum KeyRefusal
{
    Unknown,
    Revoked,
    Expired,
}

/// <param name="Key">Null of one that does not serve.</param>
internal sealed record CheckedKey(AccessKey? Key, KeyRefusal? Why = null);

/// <summary>The keys of one environment. Every call may be repeated, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class KeyStore(IDatabaseFunctions functions)
{
    /// <returns>The key, and its text: the only time that it can be had.</returns>
    public async Task<(AccessKey Key, KeyText Text)> MakeAsync(NewKey wanted, CancellationToken cancellation)
    {
        while (true)
        {
            var text = KeyText.Make(functions.Environment);
            var made = await functions.CallAsync<Kept>(
                "workers_key_make", new { text.Id, wanted.Name, wanted.Role, text.SecretSha256, wanted.By, wanted.ExpiresAt, wanted.RequestsPerMinute }, cancellation);
            if (made.Key is { } key)
            {
                return (key, text);
            }
        }
    }

    public Task<CheckedKey> CheckAsync(KeyText shown, CancellationToken cancellation) =>
        functions.CallAsync<CheckedKey>("workers_key_check", new { shown.Id, shown.SecretSha256 }, cancellation);

    public async Task<IReadOnlyList<AccessKey>> ListAsync(CancellationToken cancellation) => (await functions.CallAsync<All>("workers_keys", new { }, cancellation)).Keys;

    /// <returns>Null where there is none of that id.</returns>
    public async Task<AccessKey?> RevokeAsync(string id, string by, CancellationToken cancellation) =>
        (await functions.CallAsync<Kept>("workers_key_revoke", new { Id = id, By = by }, cancellation)).Key;

    private sealed record Kept(AccessKey? Key = null);

    private sealed record All(IReadOnlyList<AccessKey> Keys);
}

namespace Workers.Hosting.Logging;

/// <summary>Removes known secrets from anything that is about to be shown.</summary>
internal sealed class SecretGuard
{
    /// <summary>Shorter texts are not looked for: they would blank ordinary words.</summary>
    private const int ShortestSecret = 6;

    private const string Mask = "***";

    private readonly Lock _gate = new();
    private string[] _secrets = [];

    public SecretGuard(IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            Add(secret);
        }
    }

    /// <summary>Adds a secret; of a URL with a password also the password alone. A URL that holds none is no secret.</summary>
    public void Add(string secret)
    {
        var isUrl = Uri.TryCreate(secret, UriKind.Absolute, out var url) && url.Host.Length > 0;
        if (isUrl && url!.UserInfo.Length == 0 && url.Query.Length == 0)
        {
            return;
        }

        var forms = new HashSet<string>(Written(secret), StringComparer.Ordinal);
        if (isUrl && url!.UserInfo.Split(':', 2) is [_, var password])
        {
            forms.UnionWith([.. Written(password), .. Written(Uri.UnescapeDataString(password))]);
        }

        lock (_gate)
        {
            _secrets = [.. _secrets.Union(forms.Where(form => form.Length >= ShortestSecret), StringComparer.Ordinal).OrderByDescending(form => form.Length)];
        }
    }

    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>As it is, in JSON, and quoted within a message that is in JSON.</summary>
    private static IEnumerable<string> Written(string text) => [text, Json(text), Json(Quoted(text)), Quoted(text)];

    private static string Quoted(string text) => text.Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Json(string text) => Quoted(text.Replace("\\", "\\\\", StringComparison.Ordinal));
}

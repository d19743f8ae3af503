using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Documents;

/// <summary>
/// Where an object lies, from any form that <c>supabase_path</c> has had (pure): an address of Storage (public, signed or plain),
/// <c>bucket/file</c>, or a file alone. An address of another environment's project is refused by name.
/// </summary>
internal sealed partial record DocumentPath(string Bucket, string Key)
{
    /// <summary>Where a document of this name lies.</summary>
    public static DocumentPath Of(DocumentName name) => new(DocumentKey.Bucket(name.Source), DocumentKey.Of(name));

    /// <param name="project">The environment's own project; null when it has none.</param>
    /// <exception cref="DocumentStoreException">No such form, or of another project.</exception>
    public static DocumentPath Parse(string path, DocumentSource source, TargetEnvironment environment, Uri? project)
    {
        var text = path.Trim();
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            RefuseForeign(address, environment, project);
            text = address.AbsolutePath;
        }

        var stored = StorageAddress().Match(text);
        if (stored.Success)
        {
            text = Uri.UnescapeDataString(stored.Groups["object"].Value);
        }
        else if (address is not null)
        {
            throw Unreadable(path);
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (bucket, key) = slash < 0 ? (DocumentKey.Bucket(source), text) : (text[..slash], text[(slash + 1)..]);
        return IsPlain(bucket) && key.Split('/').All(IsPlain) ? new(bucket, key) : throw Unreadable(path);
    }

    public override string ToString() => $"{Bucket}/{Key}";

    /// <summary>No part may climb out of its bucket.</summary>
    private static bool IsPlain(string part) => part.Length > 0 && part is not ("." or "..") && !part.Any(c => char.IsControl(c) || c is '\\');

    private static void RefuseForeign(Uri address, TargetEnvironment environment, Uri? project)
    {
        if (project is null || !string.Equals(address.Authority, project.Authority, StringComparison.OrdinalIgnoreCase))
        {
            throw new DocumentStoreException(
                $"The document lies in the project {address.Authority}, but {environment.Label()} keeps its documents in "
                + $"{project?.Authority ?? "a folder"}. Move the object there, or correct supabase_path.") { IsWrongAddress = true };
        }
    }

    private static DocumentStoreException Unreadable(string path) =>
        new($"supabase_path '{path}' is no address of Storage, bucket/file or file.") { IsWrongAddress = true };

    [GeneratedRegex(@"\A/storage/v1/object/(?:(?:public|sign|authenticated)/)?(?<object>[^?]+)", RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex StorageAddress();
}

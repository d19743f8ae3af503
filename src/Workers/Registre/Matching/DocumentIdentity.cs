using Workers.Jobs;

namespace Workers.Registre.Matching;

/// <summary>What a text says about which document it belongs to.</summary>
internal enum IdentityVerdict
{
    /// <summary>It says nothing about it: a scan, a menu.</summary>
    Silent,

    /// <summary>It names the number that was asked for.</summary>
    Confirmed,

    /// <summary>It names another number or circonscription.</summary>
    Other,
}

/// <param name="Named">What it names instead.</param>
internal sealed record IdentityFinding(IdentityVerdict Verdict, string? Named = null);

/// <summary>Reads the labels at the head of a document: they must name what was asked for.</summary>
internal static class DocumentIdentity
{
    /// <summary>Lines from the top in which a label counts; further down an acte quotes the numbers of others.</summary>
    private const int Head = 25;

    private const string CirconscriptionLabel = "circonscription fonciere";

    public static IdentityFinding Judge(string text, DocumentRequest request)
    {
        var lines = text.Split('\n').Select(FoldedText.Line).Where(line => line.Length > 0).Take(Head).ToList();
        var wanted = Digits(FoldedText.Line(request.Number));
        string[] labels = request.Source is DocumentSource.Acte
            ? ["numero d inscription", "acte", "radiation", "avis d adresse", "acte divers"]
            : ["lot", "numero de lot", "lot no", "index des immeubles", "plan cadastral"];
        var named = lines.SelectMany(line => labels.Select(label => NumberAfter(line, label))).OfType<string>().ToList();
        if (named.Count > 0 && !named.Exists(number => number.StartsWith(wanted, StringComparison.Ordinal)))
        {
            return new(IdentityVerdict.Other, named[0]);
        }

        var circonscription = FoldedText.Line(request.Circonscription);
        var place = lines.Select(line => After(line, CirconscriptionLabel)).FirstOrDefault(rest => rest is { Length: > 0 });
        if (place is not null && !place.StartsWith(circonscription, StringComparison.Ordinal) && !place.StartsWith("de " + circonscription, StringComparison.Ordinal))
        {
            return new(IdentityVerdict.Other, place);
        }

        return new(named.Count > 0 ? IdentityVerdict.Confirmed : IdentityVerdict.Silent);
    }

    /// <summary>The words with a digit that follow a label directly, joined.</summary>
    private static string? NumberAfter(string line, string label)
    {
        var rest = After(line, label);
        var number = rest is null ? "" : string.Concat(rest.Split(' ').TakeWhile(word => word.Any(char.IsAsciiDigit)));
        return number.Length > 0 ? number : null;
    }

    private static string? After(string line, string label)
    {
        var at = (" " + line + " ").IndexOf($" {label} ", StringComparison.Ordinal);
        return at < 0 ? null : line[Math.Min(at + label.Length, line.Length)..].Trim();
    }

    private static string Digits(string line) => line.Replace(" ", "", StringComparison.Ordinal);
}

using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Jobs;

namespace Workers.Registre.Matching;

/// <summary>What a text says about which document it belongs to.</summary>
internal enum IdentityVerdict
{
    /// <summary>It says nothing about it: a scan, a menu.</summary>
    Silent,

    /// <summary>It names the number that was asked for.</summary>
    Confirmed,

    /// <summary>It names another number, type or circonscription.</summary>
    Other,
}

/// <summary>One field of a request beside what the document says in its place.</summary>
/// <param name="Says">Null where the document does not say.</param>
/// <param name="Differs">It names something else.</param>
internal sealed record IdentityField(string Field, string Asked, string? Says, bool Differs);

/// <param name="Fields">Each field that can be compared, as it was asked for and as it stands in the document.</param>
internal sealed record IdentityFinding(IdentityVerdict Verdict, IReadOnlyList<IdentityField> Fields)
{
    /// <summary>Which fields differ, and what they say; null where none does.</summary>
    public string? Named => Fields.Where(one => one.Differs).Select(one => $"the {one.Field} {one.Says}").ToList() is { Count: > 0 } named ? string.Join(", ", named) : null;
}

/// <summary>Compares the fields at the head of a document with what was asked for, each as a whole and never by how it begins. Pure.</summary>
internal static partial class DocumentIdentity
{
    private const string InscriptionLabel = @"\b(?:numero|no|n)\s+d\s+inscription\b|\binscription\s+(?:numero|no|n)\b|\bnumero\s+de\s+publication\b";
    private const string TypeBeforeNumber = @"\b(?:acte\s+divers|acte|radiation|avis\s+d\s+adresse)(?:\s+(?:numero|no|n))?(?=\s+\d)";
    private const string LotLabel = @"\b(?:numeros?\s+(?:de|du|des)\s+)?lots?(?:\s+(?:numeros?|nos?|n))?\b";
    private const string CirconscriptionLabel = @"\bcirconscription\s+fonciere\b";
    private const string TypeLabel = @"\btype(?:\s+de\s+document|\s+d\s+acte)?\s*(?=\s|$)";

    public static IdentityFinding Judge(string text, DocumentRequest request)
    {
        var head = new DocumentHead(text);
        List<IdentityField> fields = [NumberIn(head, text, request), CirconscriptionIn(head, request)];
        if (request.ActeType is { } wanted)
        {
            var type = TypeIn(head);
            fields.Add(new("type", wanted, type, type is not null && type != FoldedText.Line(wanted)));
        }

        var isNamed = fields[0].Says is not null || head.Lines.Any(line => WrittenNumber.Has(line, request.Number));
        return new(fields.Exists(field => field.Differs) ? IdentityVerdict.Other : isNamed ? IdentityVerdict.Confirmed : IdentityVerdict.Silent, fields);
    }

    private static IdentityField NumberIn(DocumentHead head, string text, DocumentRequest request)
    {
        var values = NumbersOf(head, request.Source).ToList();
        var same = values.Find(value => Holds(value, request.Number));
        var isOther = same is null && values.Count > 0 && !(request.Source is DocumentSource.PlanCadastraux && WrittenNumber.Has(text, request.Number));
        return new("number", request.Number, same ?? values.FirstOrDefault(), isOther);
    }

    private static IdentityField CirconscriptionIn(DocumentHead head, DocumentRequest request)
    {
        var places = head.ValuesOf(CirconscriptionLabel, isList: false).Where(place => place.Any(char.IsLetter)).ToList();
        var same = places.Count == 0 ? null : places.Concat(head.ValuesBefore(CirconscriptionLabel)).FirstOrDefault(place => PlaceName.AreSame(place, request.Circonscription));
        return new("circonscription", request.Circonscription, same ?? places.FirstOrDefault(), same is null && places.Count > 0);
    }

    private static IEnumerable<string> NumbersOf(DocumentHead head, DocumentSource source)
    {
        var values = source is DocumentSource.Acte
            ? head.ValuesOf(InscriptionLabel, isList: true).ToList() is { Count: > 0 } labelled ? labelled : head.ValuesOf(TypeBeforeNumber, isList: true).Where(value => !PartOfSeveral().IsMatch(value))
            : head.ValuesOf(LotLabel, isList: true);
        return values.Where(value => WrittenNumber.In(value).Count > 0);
    }

    /// <summary>The value lists the number, or a range around it ("1 234 500 à 1 234 530").</summary>
    private static bool Holds(string value, string number)
    {
        if (WrittenNumber.Has(value, number))
        {
            return true;
        }

        var ends = WrittenNumber.In(value);
        return Range().IsMatch(value)
            && ends.Count >= 2
            && Whole(number) is { } wanted
            && ends.Zip(ends.Skip(1)).Any(pair => Whole(pair.First) <= wanted && wanted <= Whole(pair.Second));

        static long? Whole(string text) => long.TryParse(FoldedText.Number(text), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>The type that a label names, or a title of its own; "Acte" as a title is any.</summary>
    private static string? TypeIn(DocumentHead head)
    {
        var labelled = head.ValuesOf(TypeLabel, isList: false).Select(FoldedText.Line).FirstOrDefault(value => ActeTypes.All.Contains(value, StringComparer.Ordinal));
        return labelled ?? head.Lines.Select(FoldedText.Line).FirstOrDefault(line => line is not "acte" && ActeTypes.All.Contains(line, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\d+\s*(?:de|sur|/)\s*\d+", RegexOptions.IgnoreCase, PatternBound.Milliseconds)]
    private static partial Regex PartOfSeveral();

    [GeneratedRegex(@"\d\s*(?:à|a|-|–|au)\s*\d", RegexOptions.IgnoreCase, PatternBound.Milliseconds)]
    private static partial Regex Range();
}

using System.Text.RegularExpressions;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;
using Workers.Registre.Site;

namespace Workers.Registre.Canary;

/// <summary>
/// What the program goes by on one page of the site: its kind, its fields and buttons by their names, its frames by their files. Texts and
/// invoices, which are others every day, and the order are no part of it. Pure.
/// </summary>
/// <param name="Place">Where on the walk it was seen: "login", "search index".</param>
/// <param name="Parts">Sorted, each once: "select selcircnfoncr", "button btnsoumt".</param>
internal sealed partial record PageShape(string Place, PageKind Kind, IReadOnlyList<string> Parts)
{
    private static readonly (string Name, Func<SeenControl, bool> Holds)[] Roles =
    [
        ("that orders", Recogniser.Orders),
        ("to end the session", control => Recogniser.Says(control, SiteFacts.LogoutWords)),
        ("to the invoices", control => Recogniser.Says(control, SiteFacts.HistoryWords)),
        ("to the client's file", control => Recogniser.Says(control, SiteFacts.ClientFileWords)),
        ("to the login", Recogniser.Enters),
    ];

    public static PageShape Of(string place, RecognisedPage page)
    {
        if (page.Frame >= page.Sight.Frames.Count)
        {
            return new(place, page.Kind, []);
        }

        // Other frames are loaded when they are: only what decides is read, and which frames the page says that it has.
        var frame = page.Sight.Frames[page.Frame];
        List<SeenRow> lines = page.Kind is PageKind.Invoices ? [.. InvoiceLines.Of(frame).Select(line => line.Row)] : [];
        var choices = lines.Select(line => InvoiceLines.OpeningOf(frame, line)?.Choice?.Form).OfType<int>().ToHashSet();
        var daily = frame.Rows.Where(row => row.Cells.Any(cell => FrenchDate.In(cell) is not null)).Concat(lines).ToList();
        var inDaily = daily.SelectMany(row => row.Fields.Concat(row.Controls)).Concat(frame.Controls.Where(control => control.Form is { } form && choices.Contains(form)).Select(control => control.Number)).ToHashSet();
        IEnumerable<string> parts =
        [
            .. frame.Fields.Where(field => !inDaily.Contains(field.Number)).Select(field => $"{field.Type} {Named(field.Names) ?? "without a name"}"),
            .. frame.Controls.Where(control => !inDaily.Contains(control.Number)).Select(PartOf).OfType<string>(),
            .. frame.Children.Select(child => $"frame {FileOf(child.Address)}"),
        ];
        return new(place, page.Kind, [.. parts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    public override string ToString() => $"{Place}: {Kind}; {(Parts.Count > 0 ? string.Join(", ", Parts) : "nothing on it")}";

    /// <summary>A link of no use here, and the way to further pages of a list, are no part of the shape.</summary>
    private static string? PartOf(SeenControl control)
    {
        var role = Roles.FirstOrDefault(role => role.Holds(control)).Name;
        return control.Sends ? $"button {Named(control.Names) ?? role ?? "without a name"}"
            : role is not null ? $"link {role}"
            : control.IsCalled(SiteFacts.Submit) || control.IsCalled(SiteFacts.Confirm) ? $"button {Named(control.Names)}"
            : null;
    }

    private static string? Named(IReadOnlyList<string> names) => names.Count == 0 ? null
        : string.Join('/', names.Select(name => Counter().Replace(name.ToLowerInvariant(), "#")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string FileOf(string address)
    {
        var path = address.Split('?', '#', ';')[0].TrimEnd('/');
        var file = path[(path.LastIndexOf('/') + 1)..];
        return file.Length == 0 ? "without an address" : Counter().Replace(file.ToLowerInvariant(), "#");
    }

    /// <summary>Numbers of sessions, orders and documents.</summary>
    [GeneratedRegex(@"[0-9]{5,}|[0-9a-f]{16,}", RegexOptions.NonBacktracking)]
    private static partial Regex Counter();
}

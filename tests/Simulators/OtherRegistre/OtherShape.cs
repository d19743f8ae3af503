using System.Reflection;

namespace Simulators.OtherRegistre;

/// <summary>One way the site may be made where the sources leave it open: a value on each axis. The default is the first value of every axis.</summary>
internal sealed record OtherShape
{
    // The page's stuff.
    public Charset Charset { get; init; }
    public TagCase TagCase { get; init; }
    public Quotes Quotes { get; init; }
    public Identifiers Identifiers { get; init; }
    public Layout Layout { get; init; }
    public Labels Labels { get; init; }
    public FieldOrder FieldOrder { get; init; }
    public HiddenFields HiddenFields { get; init; }
    public Naming Naming { get; init; }
    public Frames Frames { get; init; }

    // The door.
    public Entrance Entrance { get; init; }
    public LoginButton LoginButton { get; init; }
    public Welcome Welcome { get; init; }
    public AfterLogin AfterLogin { get; init; }
    public Refusal Refusal { get; init; }
    public SecondLogin SecondLogin { get; init; }
    public Expiry Expiry { get; init; }
    public ClosedForm ClosedForm { get; init; }

    // Searching.
    public Cascade Cascade { get; init; }
    public Placeholder Placeholder { get; init; }
    public OptionText OptionText { get; init; }
    public SearchButton SearchButton { get; init; }
    public MessageForm MessageForm { get; init; }
    public LimitWording LimitWording { get; init; }
    public SimilarList SimilarList { get; init; }
    public SingleAnswer SingleAnswer { get; init; }
    public PlanDates PlanDates { get; init; }
    public PlanOrder PlanOrder { get; init; }
    public PlanList PlanList { get; init; }

    // Buying.
    public ConfirmButton ConfirmButton { get; init; }
    public ConfirmWhen ConfirmWhen { get; init; }
    public ConfirmNote ConfirmNote { get; init; }
    public Billing Billing { get; init; }
    public Rebilling Rebilling { get; init; }
    public Redirects Redirects { get; init; }
    public RedirectForm RedirectForm { get; init; }
    public Preparing Preparing { get; init; }
    public OrderState OrderState { get; init; }
    public ViewerBody ViewerBody { get; init; }
    public ViewerMenu ViewerMenu { get; init; }
    public SaveControl SaveControl { get; init; }
    public PdfRoute PdfRoute { get; init; }
    public PdfDelivery PdfDelivery { get; init; }
    public PdfMaking PdfMaking { get; init; }
    public PdfHeader PdfHeader { get; init; }
    public IndexTable IndexTable { get; init; }

    // Historique des factures.
    public HistoryLink HistoryLink { get; init; }
    public HistoryOrder HistoryOrder { get; init; }
    public HistoryPaging HistoryPaging { get; init; }
    public HistoryDates HistoryDates { get; init; }
    public HistoryColumns HistoryColumns { get; init; }
    public HistoryConsult HistoryConsult { get; init; }
    public HistoryDelay HistoryDelay { get; init; }
    public HistoryTotal HistoryTotal { get; init; }
    public PastInvoices PastInvoices { get; init; }
    public InvoiceNumber InvoiceNumber { get; init; }
    public Description Description { get; init; }
    public Prices Prices { get; init; }
    public Reread Reread { get; init; }

    // The third set stands last, so that a seed keeps its mixture of the axes above.
    public NumberSpaces NumberSpaces { get; init; }
    public NameSpaces NameSpaces { get; init; }
    public Apostrophes Apostrophes { get; init; }
    public Accents Accents { get; init; }
    public EndTags EndTags { get; init; }
    public Shell Shell { get; init; }
    public Remarks Remarks { get; init; }
    public Indents Indents { get; init; }
    public Fonts Fonts { get; init; }
    public CharsetLabel CharsetLabel { get; init; }
    public Addresses Addresses { get; init; }
    public Bar Bar { get; init; }
    public Surroundings Surroundings { get; init; }
    public MessagePlace MessagePlace { get; init; }
    public MessageWords MessageWords { get; init; }
    public LoginExtra LoginExtra { get; init; }
    public LotField LotField { get; init; }
    public Memory Memory { get; init; }
    public ChoiceOrder ChoiceOrder { get; init; }
    public SimilarRows SimilarRows { get; init; }
    public PlanRows PlanRows { get; init; }
    public ConfirmExtra ConfirmExtra { get; init; }
    public HopStatus HopStatus { get; init; }
    public Interim Interim { get; init; }
    public FrameSet FrameSet { get; init; }
    public SaveExtra SaveExtra { get; init; }
    public Wire Wire { get; init; }
    public Cookies Cookies { get; init; }
    public PdfTrim PdfTrim { get; init; }
    public PdfFile PdfFile { get; init; }
    public PdfLabel PdfLabel { get; init; }
    public HistoryGroups HistoryGroups { get; init; }
    public HistoryOthers HistoryOthers { get; init; }
    public HistoryStamp HistoryStamp { get; init; }
    public HistoryChoice HistoryChoice { get; init; }
    public HistoryCopy HistoryCopy { get; init; }
    public HistoryDetail HistoryDetail { get; init; }
    public IndexRows IndexRows { get; init; }
    public Dialogs Dialogs { get; init; }
    public CopyOffer CopyOffer { get; init; }

    /// <summary>Every axis at its first value.</summary>
    public static OtherShape Default { get; } = new();

    /// <summary>The default, and every single deviation from it: "Default", "TagCase.Upper", "Billing.Redirect" …</summary>
    public static IReadOnlyDictionary<string, OtherShape> All { get; } = Singles();

    /// <summary>The names in <see cref="All"/> of the third set: what a page of the years around 2000 carries beside its matter.</summary>
    public static IReadOnlyList<string> Third { get; } = [.. Axes().SkipWhile(axis => axis.Name != nameof(NumberSpaces)).SelectMany(Deviations)];

    /// <summary>A mixture of which about a third of the axes deviate, the same for the same seed.</summary>
    public static OtherShape Mixed(int seed)
    {
        var random = new Random(seed);
        var shape = new OtherShape();
        foreach (var axis in Axes())
        {
            var values = Enum.GetValues(axis.PropertyType);
            var deviates = random.Next(3) == 0;
            var value = values.GetValue(random.Next(1, values.Length));
            if (deviates)
                axis.SetValue(shape, value);
        }

        return shape;
    }

    /// <summary>This shape with these deviations taken back.</summary>
    public OtherShape Without(IReadOnlyCollection<string> names)
    {
        var shape = this with { };
        foreach (var axis in Axes().Where(axis => names.Contains(Named(axis, axis.GetValue(this)!))))
            axis.SetValue(shape, Enum.ToObject(axis.PropertyType, 0));
        return shape;
    }

    /// <summary>The deviations of this shape in words, "Default" when there are none.</summary>
    public override string ToString()
    {
        var deviations = Axes().Where(axis => (int)axis.GetValue(this)! != 0).Select(axis => $"{axis.Name}.{axis.GetValue(this)}");
        var said = string.Join(' ', deviations);
        return said.Length == 0 ? nameof(Default) : said;
    }

    private static Dictionary<string, OtherShape> Singles()
    {
        var all = new Dictionary<string, OtherShape>(StringComparer.Ordinal) { [nameof(Default)] = new() };
        foreach (var axis in Axes())
        {
            foreach (var value in Enum.GetValues(axis.PropertyType).Cast<object>().Skip(1))
            {
                var shape = new OtherShape();
                axis.SetValue(shape, value);
                all[Named(axis, value)] = shape;
            }
        }

        return all;
    }

    private static IEnumerable<string> Deviations(PropertyInfo axis) => Enum.GetValues(axis.PropertyType).Cast<object>().Skip(1).Select(value => Named(axis, value));

    private static string Named(PropertyInfo axis, object value) => $"{axis.Name}.{value}";

    private static IEnumerable<PropertyInfo> Axes() =>
        typeof(OtherShape).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.PropertyType.IsEnum);
}

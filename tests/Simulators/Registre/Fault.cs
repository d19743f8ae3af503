using System.Text.Json.Serialization;

namespace Simulators.Registre;

/// <summary>Something that goes wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultName>))]
internal enum FaultName
{
    /// <summary>The cascading selects answer after <see cref="Fault.Seconds"/>.</summary>
    [JsonStringEnumMemberName("slow_select")] SlowSelect,

    /// <summary>The viewer answers after <see cref="Fault.Seconds"/>.</summary>
    [JsonStringEnumMemberName("slow_document")] SlowDocument,

    /// <summary>The viewer never answers.</summary>
    [JsonStringEnumMemberName("never_loading")] NeverLoading,

    /// <summary>The save link never answers.</summary>
    [JsonStringEnumMemberName("no_download")] NoDownload,

    /// <summary>Half of the PDF, as if it were all.</summary>
    [JsonStringEnumMemberName("truncated_pdf")] TruncatedPdf,

    /// <summary>An HTML error page as application/pdf.</summary>
    [JsonStringEnumMemberName("html_as_pdf")] HtmlAsPdf,

    [JsonStringEnumMemberName("empty_pdf")] EmptyPdf,

    /// <summary>The PDF of another number.</summary>
    [JsonStringEnumMemberName("wrong_document")] WrongDocument,

    [JsonStringEnumMemberName("error_500")] Error500,

    [JsonStringEnumMemberName("error_503")] Error503,

    /// <summary>Every page is the maintenance page.</summary>
    [JsonStringEnumMemberName("maintenance")] Maintenance,

    /// <summary>The session ends before the page is answered.</summary>
    [JsonStringEnumMemberName("logout")] Logout,

    /// <summary>The connection is cut instead of an answer; at submit or confirm after the charge.</summary>
    [JsonStringEnumMemberName("connection_cut")] ConnectionCut,

    /// <summary>The answer to the form, after the charge, leads to an address where nobody listens.</summary>
    [JsonStringEnumMemberName("dead_redirect")] DeadRedirect,

    /// <summary>The charge is not made by the form itself but by the page that its answer leads to.</summary>
    [JsonStringEnumMemberName("billed_on_the_way")] BilledOnTheWay,

    /// <summary>The invoices of the last <see cref="Fault.Seconds"/> are not shown yet.</summary>
    [JsonStringEnumMemberName("late_invoice")] LateInvoice,

    /// <summary>The controls of the search forms have other ids and names.</summary>
    [JsonStringEnumMemberName("renamed_form")] RenamedForm,
}

/// <summary>The step of a visit at which something goes wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Step>))]
internal enum Step
{
    [JsonStringEnumMemberName("entry")] Entry,
    [JsonStringEnumMemberName("login")] Login,
    [JsonStringEnumMemberName("search")] Search,

    /// <summary>The search is submitted: before it is answered, and before a charge.</summary>
    [JsonStringEnumMemberName("submit")] Submit,

    /// <summary>"Confirmer" is clicked, before the charge.</summary>
    [JsonStringEnumMemberName("confirm")] Confirm,

    /// <summary>The document was charged, the viewer has not been shown.</summary>
    [JsonStringEnumMemberName("charged")] Charged,

    /// <summary>The pages that only lead on to the viewer.</summary>
    [JsonStringEnumMemberName("preparation")] Preparation,


    [JsonStringEnumMemberName("viewer")] Viewer,
    [JsonStringEnumMemberName("download")] Download,
    [JsonStringEnumMemberName("invoices")] Invoices,
}

/// <summary>A fault that is switched on.</summary>
internal sealed record Fault(FaultName Name)
{
    /// <summary>Null: at the step that is natural for it.</summary>
    public Step? At { get; init; }

    /// <summary>Only for the document of this number, spaces ignored. Null: for all.</summary>
    public string? Number { get; init; }

    public double Seconds { get; init; } = 5;

    /// <summary>How often it strikes before it is gone. Null: until it is switched off.</summary>
    public int? Times { get; init; }

    public bool Strikes(FaultName name, Step step, RegisteredDocument? document) =>
        Name == name
        && (At ?? NaturalStep(name) ?? step) == step
        && (Number is null || (document is not null && RegisteredDocument.Plain(Number) == document.PlainNumber));

    private static Step? NaturalStep(FaultName name) => name switch
    {
        FaultName.SlowDocument or FaultName.NeverLoading => Step.Viewer,
        FaultName.SlowSelect or FaultName.RenamedForm => Step.Search,
        FaultName.ConnectionCut or FaultName.DeadRedirect or FaultName.BilledOnTheWay => Step.Charged,
        FaultName.LateInvoice => Step.Invoices,
        FaultName.Logout => Step.Viewer,
        FaultName.NoDownload or FaultName.TruncatedPdf or FaultName.HtmlAsPdf or FaultName.EmptyPdf or FaultName.WrongDocument => Step.Download,
        _ => null,
    };
}

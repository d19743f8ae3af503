using System.Text.Json;
using System.Text.Json.Serialization;

namespace Simulators.Gemini;

[JsonConverter(typeof(JsonStringEnumConverter<GeminiFaultKind>))]
internal enum GeminiFaultKind
{
    /// <summary>Half of the answer, finish reason MAX_TOKENS.</summary>
    Truncated,

    /// <summary>Something that is not JSON, finish reason STOP.</summary>
    Malformed,

    /// <summary>The last line of an index page, or the last page of an acte, is left out without a word.</summary>
    MissingLines,

    /// <summary>The first line of an index page is left out, and the others are numbered and counted as if it were not there.</summary>
    HiddenLine,

    /// <summary>Three lines in the middle of an acte's page are left out, as if they did not stand there.</summary>
    CutLines,

    /// <summary>The last digit of the first line's number is another.</summary>
    WrongDigit,

    /// <summary>The last line comes again and again.</summary>
    Repeated,

    /// <summary>The last two lines come in turn, twenty times; of an acte's page, a phrase thirty times in its middle.</summary>
    InTurn,

    /// <summary>Nothing where there is something.</summary>
    Empty,

    /// <summary>The prompt is refused.</summary>
    Blocked,

    /// <summary>The prompt is refused as prohibited content.</summary>
    Prohibited,

    /// <summary>The answer is withheld because it recites what the model has learnt: no content at all.</summary>
    Recitation,

    /// <summary>The answer is cut off by the safety filter.</summary>
    Safety,

    /// <summary>The answer comes after <see cref="GeminiFault.Milliseconds"/>.</summary>
    Slow,

    ServerError,
    Unavailable,

    /// <summary>The connection breaks after the request was read.</summary>
    Reset,

    /// <summary>A 429 although there is room.</summary>
    RateLimited,

    /// <summary>A 429 that names a daily quota.</summary>
    DayLimited,

    /// <summary>404: the model is not there any longer.</summary>
    ModelGone,

    /// <summary>400: the project has no billing where it is asked from.</summary>
    NoBilling,

    /// <summary>403: the project is denied.</summary>
    Forbidden,

    /// <summary>413, as the server in front of the API says it.</summary>
    TooLarge,

    /// <summary>302 to another host.</summary>
    Redirect,

    /// <summary>499: cancelled on the way.</summary>
    Cancelled,

    /// <summary>400: a PDF in which the API sees no page.</summary>
    NoPages,

    /// <summary>400: a picture that the API does not open.</summary>
    ImageRefused,

    /// <summary>400 without a reason that helps.</summary>
    BadRequest,

    /// <summary>An uploaded file cannot be processed.</summary>
    FileFails,

    /// <summary>The answer in a fence of markdown, its numbers as text, its empty members null, a member more.</summary>
    Dressed,
}

/// <summary>One switch: what goes wrong, how often, and for which requests.</summary>
/// <param name="Times">How many requests it hits; then it is used up.</param>
/// <param name="Skip">How many matching requests pass first.</param>
/// <param name="Paper">Only requests that show this kind of paper: index, acte or plan; strip for lines of an acte that are shown alone; null for all.</param>
/// <param name="Page">Only requests that show this page.</param>
/// <param name="Milliseconds">How slow.</param>
/// <param name="Model">Only requests to this model.</param>
/// <param name="Tier">Only requests at this tier: standard or flex.</param>
/// <param name="Media">Only requests that show it in this form: image or pdf; null for all.</param>
/// <param name="Band">Only requests that show this part of a page, such as 1/2, or "whole"; null for all.</param>
/// <param name="Method">generateContent, countTokens or upload.</param>
internal sealed record GeminiFault(
    GeminiFaultKind Kind, int Times = 1, int Skip = 0, string? Paper = null, int? Page = null, int Milliseconds = 1000, string? Model = null, string? Tier = null,
    string? Media = null, string? Band = null, string Method = GeminiFaults.Generate);

/// <summary>The switchboard. The first switch that matches a request is used.</summary>
internal sealed class GeminiFaults
{
    public const string Generate = "generateContent";
    public const string Count = "countTokens";
    public const string Upload = "upload";
    private const string Strip = "strip";

    private readonly Lock _gate = new();
    private readonly List<GeminiFault> _faults = [];

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public IReadOnlyList<GeminiFault> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    public void Add(GeminiFault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>The fault of this request, counted as used.</summary>
    /// <param name="prompt">Null for an upload.</param>
    /// <param name="model">Null for an upload.</param>
    public GeminiFault? Take(GeminiPrompt? prompt, string? model, string method = Generate)
    {
        lock (_gate)
        {
            for (var i = 0; i < _faults.Count; i++)
            {
                var fault = _faults[i];
                if (fault.Method != method || (prompt is not null && !Matches(fault, prompt, model)))
                {
                    continue;
                }

                if (fault.Skip > 0)
                {
                    _faults[i] = fault with { Skip = fault.Skip - 1 };
                    continue;
                }

                if (fault.Times > 1)
                {
                    _faults[i] = fault with { Times = fault.Times - 1 };
                }
                else
                {
                    _faults.RemoveAt(i);
                }

                return fault;
            }

            return null;
        }
    }

    private static bool Matches(GeminiFault fault, GeminiPrompt prompt, string? model) =>
        (fault.Model is null || fault.Model == model)
        && (fault.Tier is null || fault.Tier == prompt.Tier)
        && (fault.Paper is Strip ? prompt.Strip is not null : fault.Paper is null || prompt.Pages.Any(page => string.Equals(page.Document?.Kind.ToString(), fault.Paper, StringComparison.OrdinalIgnoreCase)))
        && (fault.Page is null || prompt.Pages.Any(page => page.Page == fault.Page))
        && (fault.Band is null || fault.Band == (prompt.Band?.ToString() ?? "whole"))
        && (fault.Media is null || prompt.Media.Contains(fault.Media));
}

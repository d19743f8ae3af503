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
}

/// <summary>One switch: what goes wrong, how often, and for which requests.</summary>
/// <param name="Times">How many requests it hits; then it is used up.</param>
/// <param name="Skip">How many matching requests pass first.</param>
/// <param name="Paper">Only requests that show this kind of paper: index, acte or plan; null for all.</param>
/// <param name="Page">Only requests that show this page.</param>
/// <param name="Milliseconds">How slow.</param>
internal sealed record GeminiFault(
    GeminiFaultKind Kind, int Times = 1, int Skip = 0, string? Paper = null, int? Page = null, int Milliseconds = 1000);

/// <summary>The switchboard. The first switch that matches a request is used.</summary>
internal sealed class GeminiFaults
{
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
    public GeminiFault? Take(GeminiPrompt prompt)
    {
        lock (_gate)
        {
            for (var i = 0; i < _faults.Count; i++)
            {
                var fault = _faults[i];
                if (!Matches(fault, prompt))
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

    private static bool Matches(GeminiFault fault, GeminiPrompt prompt) =>
        (fault.Paper is null || prompt.Pages.Any(page => string.Equals(page.Document?.Kind.ToString(), fault.Paper, StringComparison.OrdinalIgnoreCase)))
        && (fault.Page is null || prompt.Pages.Any(page => page.Page == fault.Page));
}

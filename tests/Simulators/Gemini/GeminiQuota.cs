using System.Globalization;
using System.Text.Json.Nodes;

namespace Simulators.Gemini;

/// <summary>How the API divides time.</summary>
internal enum GeminiWindow
{
    /// <summary>Any 60 seconds.</summary>
    Rolling,

    /// <summary>Minute after minute, each from nothing.</summary>
    Fixed,

    /// <summary>Any second, with a sixtieth of the quota.</summary>
    Second,
}

/// <summary>The API's own count of what arrives, in rolling minutes unless it is told otherwise, to the millisecond.</summary>
internal sealed class GeminiQuota(int requestsPerMinute, long tokensPerMinute, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    private readonly long _origin = time.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly Queue<(long At, long Tokens)> _window = new();
    private int _requestLimit = requestsPerMinute;
    private long _tokenLimit = tokensPerMinute;
    private long _dayLimit = long.MaxValue;
    private int _hiddenLimit = int.MaxValue;
    private long _hiddenRefused;
    private GeminiWindow _kind;
    private long _minute;
    private long _tokens;
    private long _mostTokens;
    private int _mostRequests;
    private long _calls;
    private long _refused;
    private long _accepted;
    private long _acceptedTokens;

    /// <summary>Whether a 429 says when to come back.</summary>
    public bool TellsRetry { get; private set; } = true;

    /// <summary>Whether a 429 names the quota.</summary>
    public bool NamesQuota { get; private set; } = true;

    /// <summary>Whether a 429 tells the quota's value.</summary>
    public bool TellsValue { get; private set; }

    public void Configure(JsonObject settings)
    {
        lock (_gate)
        {
            _requestLimit = (int)(Number(settings["rpm"]) ?? _requestLimit);
            _tokenLimit = Number(settings["tpm"]) ?? _tokenLimit;
            _dayLimit = Number(settings["perDay"]) ?? _dayLimit;
            _hiddenLimit = (int)(Number(settings["hiddenRpm"]) ?? _hiddenLimit);
            _kind = Enum.Parse<GeminiWindow>((string?)settings["window"] ?? _kind.ToString(), ignoreCase: true);
            TellsRetry = (bool?)settings["tellsRetry"] ?? TellsRetry;
            NamesQuota = (bool?)settings["namesQuota"] ?? NamesQuota;
            TellsValue = (bool?)settings["tellsValue"] ?? TellsValue;
        }
    }

    /// <summary>Counts a request.</summary>
    /// <returns>Null when it is within the quota; else what was exceeded and when there is room again.</returns>
    public QuotaBreach? Take(long tokens)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            Forget(now);
            _calls++;
            var breach = _accepted >= _dayLimit ? new QuotaBreach("day", _dayLimit, TimeSpan.FromHours(1))
                : _window.Count + 1 > InWindow(_requestLimit) ? new QuotaBreach("requests", _requestLimit, RoomIn(now))
                : _tokens + tokens > InWindow(_tokenLimit) ? new QuotaBreach("tokens", _tokenLimit, RoomIn(now))
                : null;
            _mostRequests = Math.Max(_mostRequests, _window.Count + 1);
            _mostTokens = Math.Max(_mostTokens, _tokens + tokens);
            if (breach is not null)
            {
                _refused++;
                return breach;
            }

            if (_window.Count + 1 > _hiddenLimit)
            {
                _hiddenRefused++;
                return new QuotaBreach("requests", _hiddenLimit, RoomIn(now));
            }

            _window.Enqueue((now, tokens));
            _tokens += tokens;
            _accepted++;
            _acceptedTokens += tokens;
            return null;
        }
    }

    /// <summary>What was counted so far; violations are requests beyond the quota, hidden ones beyond a lower one that nobody was told of.</summary>
    public JsonObject Report()
    {
        lock (_gate)
        {
            Forget(time.GetTimestamp());
            return new()
            {
                ["calls"] = _calls,
                ["accepted"] = _accepted,
                ["acceptedTokens"] = _acceptedTokens,
                ["violations"] = _refused,
                ["hiddenViolations"] = _hiddenRefused,
                ["requests60s"] = _window.Count,
                ["tokens60s"] = _tokens,
                ["mostRequests60s"] = _mostRequests,
                ["mostTokens60s"] = _mostTokens,
                ["rpm"] = _requestLimit,
                ["tpm"] = _tokenLimit,
            };
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _window.Clear();
            (_tokens, _mostTokens, _mostRequests, _calls, _refused, _hiddenRefused, _accepted, _acceptedTokens) = (0, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    private static long? Number(JsonNode? node) => node is null ? null : long.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private long InWindow(long limit) => _kind is GeminiWindow.Second ? (limit + 59) / 60 : limit;

    private TimeSpan Window => _kind is GeminiWindow.Second ? TimeSpan.FromSeconds(1) : Minute;

    private void Forget(long now)
    {
        if (_kind is GeminiWindow.Fixed)
        {
            var minute = (long)(time.GetElapsedTime(_origin, now) / Minute);
            if (minute != _minute)
            {
                _window.Clear();
                (_minute, _tokens) = (minute, 0);
            }

            return;
        }

        while (_window.TryPeek(out var first) && time.GetElapsedTime(first.At, now) >= Window)
        {
            _tokens -= _window.Dequeue().Tokens;
        }
    }

    private TimeSpan RoomIn(long now) => _window.TryPeek(out var first) ? Window - time.GetElapsedTime(first.At, now) : Window;
}

/// <param name="What">requests, tokens or day.</param>
internal sealed record QuotaBreach(string What, long Limit, TimeSpan RoomIn);

using System.Globalization;
using StackExchange.Redis;

namespace Workers.Redis;

/// <summary>
/// What a script answered, value by value. Whatever is not as the script's header promises (written by another version, or made from
/// data that another program left at our keys) is a <see cref="RedisRefusedException"/>, never another exception.
/// </summary>
internal sealed class RedisReply
{
    /// <summary>Nothing is waited for longer: what says so is no time.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(36_500);

    private readonly string _script;
    private readonly string?[] _values;

    private RedisReply(string script, string?[] values) => (_script, _values) = (script, values);

    public int Count => _values.Length;

    /// <param name="script">What failures call it.</param>
    /// <param name="answer">A list, or one value, which counts as a list of one.</param>
    public static RedisReply Of(string script, RedisResult answer) => new(
        script,
        answer.IsNull ? [] : answer.Length < 0 ? [TextOf(answer)] : [.. Enumerable.Range(0, answer.Length).Select(i => TextOf(answer[i]))]);

    public string Text(int index) => index < _values.Length && _values[index] is { } text ? text : throw Odd($"no text at {index}");

    /// <summary>The texts from <paramref name="index"/> on.</summary>
    public IReadOnlyList<string> Texts(int index) => [.. Enumerable.Range(index, Math.Max(0, Count - index)).Select(Text)];

    /// <summary>A whole number.</summary>
    public long Whole(int index) =>
        long.TryParse(Text(index), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Odd($"no whole number at {index}");

    /// <summary>A number that is finite.</summary>
    public double Number(int index) =>
        double.TryParse(Text(index), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw Odd($"no number at {index}");

    /// <summary>A time in milliseconds, at most <paramref name="most"/>, where it is named.</summary>
    public TimeSpan Milliseconds(int index, TimeSpan? most = null) =>
        Number(index) is var number && Math.Abs(number) <= (most ?? LongestTime).TotalMilliseconds ? TimeSpan.FromMilliseconds(number) : throw Odd($"no time at {index}");

    /// <summary>For what a reader of the answer finds wrong with it.</summary>
    public RedisRefusedException Odd(string what, Exception? inner = null) => new(
        $"The answer of {_script} cannot be used ({what}): another program writes to the same keys, or a daemon of another version. Give each deployment its own REDIS_KEY_PREFIX.", inner);

    private static string? TextOf(RedisResult value) => value.IsNull || value.Length >= 0 ? null : value.ToString();
}

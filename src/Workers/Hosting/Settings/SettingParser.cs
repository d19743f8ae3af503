using System.Globalization;

namespace Workers.Hosting.Settings;

/// <summary>Text to value, one rule per type, always culture-invariant.</summary>
internal static class SettingParser
{
    /// <summary>What is allowed where a thing is or is not; the page of the settings says the same.</summary>
    public const string YesOrNo = "true or false (also yes or no, on or off, 1 or 0)";

    /// <summary>By the setting's own reader where it has one, else by its type.</summary>
    /// <param name="place">Where it stands, as in "in the environment".</param>
    public static SettingReading Read(Type type, string name, string text, SettingAttribute setting, string place = "where it is set")
    {
        if (setting.ReadBy is { } reader)
        {
            return (SettingReading)reader.GetMethod("Read", [typeof(string)])!.Invoke(null, [text])!;
        }

        var (value, allowed) = Parse(type, name, text, setting);
        return new(value, allowed, $"Correct {name} {place}.");
    }

    /// <returns>The value, or null with what would have been allowed.</returns>
    private static (object? Value, string Allowed) Parse(Type type, string name, string text, SettingAttribute setting)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return (text.Any(char.IsControl) ? null : text, "a text without control characters");
        }

        if (type == typeof(bool))
        {
            return (ParseBool(text), YesOrNo);
        }

        if (type.IsEnum)
        {
            var known = Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value!) && !char.IsAsciiDigit(text[0]);
            return (known ? value : null, string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant())));
        }

        if (type == typeof(Uri))
        {
            // What is asked there costs money or carries a key or a password.
            var isSafe = Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "https" || uri is { Scheme: "http", IsLoopback: true });
            return (isSafe ? uri : null, "an absolute https:// address; http:// only for this machine itself");
        }

        if (type == typeof(TimeSpan))
        {
            return ParseDuration(name, text, setting);
        }

        return IsNumber(type) ? ParseNumber(type, text, setting) : ParseOther(type, text);
    }

    private static bool? ParseBool(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => null,
    };

    private static bool IsNumber(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double);

    private static (object?, string) ParseNumber(Type type, string text, SettingAttribute setting)
    {
        var whole = type == typeof(int) || type == typeof(long);
        var allowed = $"a {(whole ? "whole number" : "number")}{Range(setting)}";
        var style = whole ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number) || !InRange((double)number, setting))
        {
            return (null, allowed);
        }

        try
        {
            return (Convert.ChangeType(number, type, CultureInfo.InvariantCulture), allowed);
        }
        catch (OverflowException)
        {
            return (null, allowed);
        }
    }

    private static (object?, string) ParseDuration(string name, string text, SettingAttribute setting)
    {
        var (unit, scale) = UnitOf(name);
        var allowed = $"a whole number of {unit}{Range(setting)}";
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && InRange(count, setting) && count < 1_000_000_000
            ? (scale * count, allowed)
            : (null, allowed);
    }

    /// <summary>The unit that a variable's name ends in.</summary>
    public static (string Unit, TimeSpan Scale) UnitOf(string name) => name[(name.LastIndexOf('_') + 1)..] switch
    {
        "MS" => ("milliseconds", TimeSpan.FromMilliseconds(1)),
        "SECONDS" => ("seconds", TimeSpan.FromSeconds(1)),
        "MINUTES" => ("minutes", TimeSpan.FromMinutes(1)),
        "HOURS" => ("hours", TimeSpan.FromHours(1)),
        "DAYS" => ("days", TimeSpan.FromDays(1)),
        _ => throw new InvalidOperationException($"The name {name} does not end in a unit of time."),
    };

    /// <summary>A type of ours with <c>static bool TryParse(string, out T)</c> and <c>static string Allowed</c>.</summary>
    private static (object?, string) ParseOther(Type type, string text)
    {
        var allowed = (string)type.GetProperty("Allowed")!.GetValue(null)!;
        object?[] arguments = [text, null];
        var parsed = (bool)type.GetMethod("TryParse", [typeof(string), type.MakeByRefType()])!.Invoke(null, arguments)!;
        return (parsed ? arguments[1] : null, allowed);
    }

    private static bool InRange(double number, SettingAttribute setting) => number >= setting.Min && number <= setting.Max;

    private static string Range(SettingAttribute setting) => (double.IsFinite(setting.Min), double.IsFinite(setting.Max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $" from {setting.Min} to {setting.Max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $" of at least {setting.Min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $" of at most {setting.Max}"),
        _ => "",
    };
}

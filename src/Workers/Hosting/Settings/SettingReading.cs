namespace Workers.Hosting.Settings;

/// <summary>What a setting's own reader makes of its text.</summary>
/// <param name="Value">The value; null when there is none.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="Remedy">The next step, when there is no value; variables may be spelled <c>*_NAME</c>.</param>
internal sealed record SettingReading(object? Value, string Allowed, string Remedy);

using Workers.Hosting.Environments;

namespace Workers.Hosting.Startup;

/// <summary>What a start-up check looks at. Code asks for the type; only people read the name.</summary>
/// <param name="Name">As an operator calls it.</param>
internal abstract record CheckSubject(string Name)
{
    public sealed override string ToString() => Name;

    internal sealed record Redis() : CheckSubject("Redis");

    /// <summary>The database of one environment and the place of its documents.</summary>
    internal sealed record Environment(TargetEnvironment Target) : CheckSubject(Target.ToString());

    /// <summary>This daemon's place in the server's ledger.</summary>
    internal sealed record Capacity() : CheckSubject("Capacity");

    internal sealed record Browser() : CheckSubject("Chromium");

    /// <summary>Everything that reading needs on this machine.</summary>
    internal sealed record Ocr() : CheckSubject("OCR");
}

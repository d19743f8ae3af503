namespace Workers.Hosting.Startup;

/// <summary>One thing that must be right before work starts.</summary>
internal sealed record StartupCheck(CheckSubject Subject, Func<CancellationToken, Task<CheckResult>> AskAsync);

/// <summary>What a check found.</summary>
internal abstract record CheckResult
{
    private CheckResult()
    {
    }

    internal sealed record Good : CheckResult
    {
        public static Good Instance { get; } = new();
    }

    /// <summary>May pass by itself: asked again until the start has waited long enough.</summary>
    internal sealed record NotYet(string Message) : CheckResult;

    /// <summary>Needs somebody: the message says what to do.</summary>
    internal sealed record Wrong(string Message) : CheckResult;

    /// <summary>The usual form of a check: null when all is well.</summary>
    public static CheckResult From(StartFault? fault) => fault is null ? Good.Instance : fault.MayPass ? new NotYet(fault.Said) : new Wrong(fault.Said);
}

/// <param name="ExitCode">69 when it never answered, 78 when it answered wrongly.</param>
internal sealed record CheckFailure(CheckSubject Subject, string Message, int ExitCode)
{
    public override string ToString() => $"{Subject.Name}: {Message}";
}

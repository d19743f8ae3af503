namespace Workers.Hosting.Processes;

/// <summary>A program to run to its end, with the bounds it must stay within.</summary>
internal sealed record ChildCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Wall time; then the whole process group is killed.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Processor time (RLIMIT_CPU); null for no bound of its own.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Address space in bytes (RLIMIT_AS); null for no bound.</summary>
    public long? AddressSpace { get; init; }

    /// <summary>Largest file it may write, in bytes (RLIMIT_FSIZE); null for no bound.</summary>
    public long? FileSize { get; init; }

    /// <summary>Characters kept of each output stream; the rest is read and dropped.</summary>
    public int OutputLimit { get; init; } = 64 * 1024;

    public string? WorkingFolder { get; init; }

    /// <summary>Variables beyond the few that every child gets. Nothing else of ours is inherited: no keys, no passwords.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <param name="ExitCode">128 + signal when a signal ended it.</param>
/// <param name="TimedOut">We killed it after <see cref="ChildCommand.Timeout"/>.</param>
internal sealed record ChildResult(int ExitCode, string Output, string Error, bool TimedOut)
{
    public bool Succeeded => ExitCode is 0 && !TimedOut;

    /// <summary>It said more than <see cref="ChildCommand.OutputLimit"/>: the end is missing.</summary>
    public bool IsCut { get; init; }

    /// <summary>The first line of what it said of its failure.</summary>
    public string Said
    {
        get
        {
            var said = Error.AsSpan().Trim();
            var line = said.IndexOfAny('\r', '\n') is > 0 and var end ? said[..end] : said;
            return line[..Math.Min(line.Length, 300)].ToString();
        }
    }

    /// <summary>One line for people: why it did not succeed.</summary>
    public string Summary
    {
        get
        {
            var reason = TimedOut ? "ran out of time" : $"exit code {ExitCode}";
            return Said is "" ? reason : $"{reason}: {Said}";
        }
    }
}

/// <summary>The program could not be started: it is not installed or may not be run.</summary>
internal sealed class ChildNotStartedException(string program, string reason, Exception? inner = null)
    : Exception($"{program} could not be started: {reason}", inner)
{
    public string Program { get; } = program;
}

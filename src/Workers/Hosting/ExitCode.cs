namespace Workers.Hosting;

/// <summary>What a command returns to the shell; the numbers of sysexits.h.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>What was compared differs; all else is well.</summary>
    public const int Differs = 1;

    /// <summary>What was followed ended without success.</summary>
    public const int Failed = 2;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 64;

    /// <summary>Input data (a file, an id) is wrong; nothing was done.</summary>
    public const int Data = 65;

    /// <summary>Something the command needs did not answer in time.</summary>
    public const int Unavailable = 69;

    /// <summary>A fault of the program itself.</summary>
    public const int Software = 70;

    /// <summary>Standard output did not take what the command had to say; what it did by then is done.</summary>
    public const int Output = 74;

    /// <summary>The configuration is wrong; nothing was started.</summary>
    public const int Configuration = 78;
}

/// <summary>Ends a command with one message for the operator and an exit code.</summary>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}

namespace Workers.Registre.Browser;

/// <summary>Which Chromium to run.</summary>
internal static class ChromiumLocation
{
    /// <summary>Debian's: starts faster and hands an inline PDF over as a download.</summary>
    public const string HeadlessShell = "/usr/bin/chromium-headless-shell";

    private const string WithWindow = "/usr/bin/chromium";

    /// <param name="exists">Whether a file is there.</param>
    /// <returns>The executable; null for the one that Playwright downloaded.</returns>
    public static string? Resolve(string? configured, bool headless, Func<string, bool> exists)
    {
        if (configured is not null)
        {
            return configured;
        }

        var preferred = headless ? HeadlessShell : WithWindow;
        return exists(preferred) ? preferred : null;
    }

    /// <param name="said">By a browser that did not start.</param>
    public static string Remedy(string? executable, string said = "") =>
        IsWithoutSandbox(said)
        ? "This system gives it no user namespaces for its sandbox: allow them (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns; in a unit RestrictNamespaces, SystemCallFilter), or set CHROMIUM_SANDBOX=false."
        : IsSlow(said)
        ? "It starts too slowly: this machine has too little processor time left. Lower WORKER_COUNT or OCR_WORKER_POOL_SIZE, or end what else runs on it."
        : executable is null
        ? $"Install Chromium (apt-get install chromium-headless-shell, or Playwright's with 'playwright install chromium') or set CHROMIUM_PATH."
        : $"Install {executable} (apt-get install chromium-headless-shell) or correct CHROMIUM_PATH.";

    /// <summary>Whether it ran out of time, as on a machine that has too much to do: it may start a moment later.</summary>
    /// <param name="said">By a browser that did not start.</param>
    public static bool IsSlow(string said) =>
        !IsWithoutSandbox(said) && (said.Contains("timed out", StringComparison.OrdinalIgnoreCase) || said.Contains("Timeout", StringComparison.Ordinal));

    private static bool IsWithoutSandbox(string said) =>
        said.Contains("usable sandbox", StringComparison.OrdinalIgnoreCase) || said.Contains("zygote", StringComparison.OrdinalIgnoreCase) || said.Contains("user namespace", StringComparison.OrdinalIgnoreCase);
}

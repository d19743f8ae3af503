using System.Runtime.CompilerServices;

namespace Workers.Support;

/// <summary>Tells Playwright where its driver lies: beside the daemon, not beside the tests.</summary>
internal static class BrowserDriver
{
    private const string Variable = "PLAYWRIGHT_DRIVER_SEARCH_PATH";

    [ModuleInitializer]
    internal static void Locate()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var daemon = Path.Combine(own.Parent!.Parent!.FullName, "Workers", own.Name);
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, daemon);
        }
    }
}

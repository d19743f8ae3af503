using System.Diagnostics;

namespace Workers.Registre.Browser;

/// <summary>The variables that Chromium gets. Nothing else of ours: no keys, no passwords.</summary>
internal static class ChildEnvironment
{
    private static readonly string[] Inherited =
        ["PATH", "HOME", "TMPDIR", "TZ", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "PLAYWRIGHT_BROWSERS_PATH"];

    public static IReadOnlyDictionary<string, string> OfChild()
    {
        var own = new ProcessStartInfo().Environment;
        return Inherited
            .Where(own.ContainsKey)
            .ToDictionary(name => name, name => own[name] ?? "", StringComparer.Ordinal);
    }
}

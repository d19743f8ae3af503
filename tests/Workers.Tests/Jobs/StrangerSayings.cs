using Simulators.Strangers.Supabase;
using Workers.Database;

namespace Workers.Jobs;

/// <summary>How a failure must be told where the stranger serves nothing: its kind, its cause, and the step that helps.</summary>
internal static class StrangerSayings
{
    private const string State = "paused or restricted: look at its state, usage and billing on its page at Supabase";
    private const string Address = "check that *_SUPABASE_URL is the project's own address (https)";

    private static readonly Dictionary<string, string[]> Causes = new(StringComparer.Ordinal)
    {
        ["legacy-keys-disabled"] = ["Legacy API keys are disabled (401)", "use the new publishable and secret API keys"],
        ["edge-down"] = ["521: Web server is down"],
        ["kong-name-resolution"] = ["name resolution failed (503)"],
        ["kong-no-peer"] = ["failure to get a peer from the ring-balancer (503)"],
        ["paused"] = ["Project paused (540)", State],
        ["restricted"] = ["exceed_egress_quota. (402)", State],
        ["redirect-301"] = ["it redirects to https://127.0.0.1:", Address],
        ["redirect-308"] = ["it redirects to http://localhost:", Address],
        ["database-down"] = ["Database connection error. Retrying the connection. (503, PGRST000)"],
    };

    public static DatabaseFailure KindOf(StrangerVariation variation) =>
        variation.Name == "legacy-keys-disabled" ? DatabaseFailure.Unauthorized : DatabaseFailure.Unavailable;

    /// <summary>Pieces of the message.</summary>
    public static IReadOnlyList<string> Of(StrangerVariation variation) => Causes[variation.Name];
}

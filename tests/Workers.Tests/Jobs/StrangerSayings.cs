using Simulators.Strangers.Supabase;
using Workers.Database;

namespace Workers.Jobs;

/// <summary>How a failure must be told where the stranger serves nothing: its kind, its cause, and the step that helps.</summary>
internal static class StrangerSayings
{
    private const string State = "paused or restricted: look at its state, usage and billing on its page at Supabase";

    private static readonly Dictionary<string, string[]> Causes = new(StringComparer.Ordinal)
    {
        ["legacy-keys-disabled"] = ["Legacy API keys are disabled (401)", "use the new publishable and secret API keys"],
        ["edge-down"] = ["521: Web server is down"],
        ["kong-name-resolution"] = ["name resolution failed (503)"],
        ["kong-no-peer"] = ["failure to get a peer from the ring-balancer (503)"],
        ["paused"] = ["Project paused (540)", State],
        ["restricted"] = ["exceed_egress_quota. (402)", State],
        ["redirect-301"] = ["redirects to https://127.0.0.1:", "Set *_SUPABASE_URL=https://127.0.0.1:"],
        ["redirect-308"] = ["redirects to http://localhost:", "Set *_SUPABASE_URL to the project's own address"],
        ["database-down"] = ["Database connection error. Retrying the connection. (503, PGRST000)"],
    };

    public static DatabaseFailure KindOf(StrangerVariation variation) =>
        variation.Name == "legacy-keys-disabled" ? DatabaseFailure.Unauthorized : DatabaseFailure.Unavailable;

    /// <summary>Pieces of message and remedy.</summary>
    public static IReadOnlyList<string> Of(StrangerVariation variation) => Causes[variation.Name];

    public static string Whole(DatabaseException failure) => $"{failure.Message}. {failure.Remedy}";
}

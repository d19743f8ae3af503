using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs.Outcomes;

namespace Workers.Jobs.Claims;

/// <summary>Claims that rest because of an outage.</summary>
/// <param name="Why">What was met, for people.</param>
/// <param name="SecondsLeft">Until one document is tried; zero while one is, null of a daemon that does not tell.</param>
internal sealed record ClaimRest(TargetEnvironment Environment, JobStage Stage, OutageOf Of, string Why, double? SecondsLeft = null)
{
    /// <summary>For <c>status</c> and the verdict.</summary>
    public string Describe() =>
        $"{Environment.Label()}: claims for {(Stage is JobStage.Download ? "downloads" : "reading")} rest and are tried again by themselves{When}: {Why}";

    private string When => SecondsLeft is { } left and > 0 ? string.Create(CultureInfo.InvariantCulture, $" in {left:0} s") : "";
}

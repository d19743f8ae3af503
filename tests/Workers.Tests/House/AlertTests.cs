using System.Text.RegularExpressions;
using Shouldly;
using Workers.Hosting.Telemetry;
using Xunit;

namespace Workers.House;

/// <summary>Alert rules and dashboards name only what is measured, and each alert says what to do.</summary>
public sealed partial class AlertTests
{
    private const string Rules = "config/alerts.yml";

    /// <summary>Of Prometheus itself, and of the instrumentation of processes.</summary>
    private static readonly string[] OfOthers = ["process_memory_usage_bytes"];

    private static readonly HashSet<string> Measured =
    [
        .. OfOthers,
        .. from one in InstrumentsTests.All
           from suffix in one.Kind is InstrumentKind.Histogram ? new[] { "_bucket", "_sum", "_count" } : [""]
           select one.PrometheusName + suffix,
    ];

    [Theory]
    [InlineData(Rules)]
    [InlineData("config/dashboards/workers.json")]
    [InlineData("tests/Workers.Tests/House/alerts.test.yml")]
    public void Every_metric_that_is_named_is_measured(string file)
    {
        var named = MetricName().Matches(Repository.Read(file)).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();

        named.Count.ShouldBeGreaterThan(10);
        named.Except(Measured, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_has_an_entry_that_says_what_to_do()
    {
        var pages = Repository.Read("docs/alerts.md").Split("\n## ").Skip(1).ToDictionary(part => part[..part.IndexOf('\n', StringComparison.Ordinal)], StringComparer.Ordinal);
        var alerts = Alert().Matches(Repository.Read(Rules)).ToList();

        alerts.Count.ShouldBeGreaterThan(15);
        alerts.Select(alert => alert.Groups["name"].Value).ShouldBe(pages.Keys, ignoreOrder: true);
        alerts.ShouldAllBe(alert => alert.Groups["page"].Value == $"docs/alerts.md#{alert.Groups["name"].Value.ToLowerInvariant()}");
        pages.Values.ShouldAllBe(text => text.Length > 100);
    }

    [Fact]
    public void Every_alert_is_fired_once_by_planted_values()
    {
        var fired = Fired().Matches(Repository.Read("tests/Workers.Tests/House/alerts.test.yml")).Select(match => match.Groups["name"].Value);

        fired.ShouldBe(Alert().Matches(Repository.Read(Rules)).Select(alert => alert.Groups["name"].Value));
    }

    [Fact]
    public void Every_place_of_a_page_that_an_entry_points_at_exists()
    {
        var missing =
            from match in Link().Matches(Repository.Read("docs/alerts.md"))
            let page = match.Groups["page"].Value is { Length: > 0 } other ? other : "alerts.md"
            let anchors = Heading().Matches(Repository.Read($"docs/{page}")).Select(heading => Anchor(heading.Groups["text"].Value))
            where !anchors.Contains(match.Groups["anchor"].Value, StringComparer.Ordinal)
            select match.Value;

        missing.ShouldBeEmpty();
    }

    private static string Anchor(string heading) => NoAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\b(?:workers|gen_ai_client|messaging_client|process)_[a-z_]+\b(?=[{\[)\s<>=\\""':])", RegexOptions.None, 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex(@"- alert: (?<name>\w+)\n(?:.*\n)*?\s+runbook: (?<page>\S+)\n", RegexOptions.None, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"alertname: (?<name>\w+)\n\s+exp_alerts:\n\s+- exp_labels:", RegexOptions.None, 1000)]
    private static partial Regex Fired();

    [GeneratedRegex(@"\]\((?<page>[a-z-]*(?:\.md)?)#(?<anchor>[^)]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]", RegexOptions.None, 1000)]
    private static partial Regex NoAnchor();
}

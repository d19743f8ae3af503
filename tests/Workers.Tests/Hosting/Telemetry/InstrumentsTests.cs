using System.Reflection;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Telemetry;

public sealed partial class InstrumentsTests
{
    internal static IReadOnlyList<InstrumentName> All { get; } =
        [.. typeof(Instruments).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<InstrumentName>()];

    [Fact]
    public void Every_name_stands_once_and_is_spelled_as_names_are()
    {
        All.Count.ShouldBeGreaterThan(40);
        All.Select(one => one.Name).ShouldBeUnique();
        All.Select(one => one.PrometheusName).ShouldBeUnique();
        All.ShouldAllBe(one => Spelling().IsMatch(one.Name));
        All.ShouldAllBe(one => one.Unit == "s" || one.Unit == "By" || one.Unit.StartsWith('{'));
        All.ShouldAllBe(one => one.Says.EndsWith('.'));
    }

    [Fact]
    public void Prometheus_sees_units_and_totals()
    {
        Instruments.Ended.PrometheusName.ShouldBe("workers_document_outcomes_total");
        Instruments.QueueOldest.PrometheusName.ShouldBe("workers_queue_oldest_seconds");
        Instruments.MemoryBudget.PrometheusName.ShouldBe("workers_capacity_memory_budget_bytes");
        Instruments.ModelTokens.PrometheusName.ShouldBe("gen_ai_client_token_usage");
    }

    [GeneratedRegex(@"\A(?:workers|messaging|gen_ai)(?:\.[a-z][a-z_]*)+\z", RegexOptions.None, 1000)]
    private static partial Regex Spelling();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.House;
using Workers.Support;
using Xunit;

namespace Workers.Database;

/// <summary>The dashboard that needs SQL alone asks for what there is.</summary>
public sealed partial class DashboardSqlTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_panel_s_query_runs_on_a_migrated_database()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("config/dashboards/workers-sql.json"));
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("rawSql").GetString()!)
            .ToList();
        await using var database = await QueueDatabase.CreateAsync(postgres);

        queries.Count.ShouldBeGreaterThan(10);
        foreach (var query in queries)
        {
            await Should.NotThrowAsync(() => database.ExecuteAsync(TimeFilter().Replace(query, "${column} is not null")), query);
        }
    }

    /// <summary>Grafana puts the chosen time in its place.</summary>
    [GeneratedRegex(@"\$__timeFilter\((?<column>\w+)\)", RegexOptions.None, 1000)]
    private static partial Regex TimeFilter();
}

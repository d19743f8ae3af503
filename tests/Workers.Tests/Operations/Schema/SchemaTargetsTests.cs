using Shouldly;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Xunit;

namespace Workers.Operations.Schema;

public sealed class SchemaTargetsTests
{
    private static readonly LoadedSettings Settings = LoadedSettings.Load(new(
        new Dictionary<string, string>
        {
            ["DEV_SUPABASE_DB_URL"] = "postgresql://dev@127.0.0.1:5432/queue",
            ["DEV_DOCUMENTS_PATH"] = "documents",
            ["PROD_SUPABASE_URL"] = "https://x.supabase.co",
            ["PROD_SUPABASE_SERVICE_KEY"] = "k",
        },
        null,
        []));

    [Fact]
    public void Every_environment_is_a_target_or_said_to_be_out_of_reach()
    {
        var targets = SchemaTargets.Of(Settings, asked: null);

        targets.Reachable.ShouldHaveSingleItem().Environment.ShouldBe(TargetEnvironment.Dev);
        targets.Unreachable.ShouldBe([TargetEnvironment.Prod]);
    }

    [Theory]
    [InlineData("dev", 1, 0)]
    [InlineData("prod", 0, 1)]
    [InlineData("staging", 0, 1)]
    public void Who_asks_for_one_gets_no_other(string asked, int reachable, int unreachable)
    {
        TargetEnvironments.TryParse(asked, out var environment).ShouldBeTrue();

        var targets = SchemaTargets.Of(Settings, environment);

        targets.Reachable.Count.ShouldBe(reachable);
        targets.Unreachable.Count.ShouldBe(unreachable);
    }
}

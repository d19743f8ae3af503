using Simulators.Servers;
using Workers.Database;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.House;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>The queue over a PostgREST that is not ours: Supabase's own small server.</summary>
[Trait("Needs", "Node")]
public sealed class SupabaseLiteJobStoreTests(PostgresFixture postgres) : JobStoreContract(postgres)
{
    private SupabaseLite? _lite;

    private protected override async Task<IDatabaseFunctions> OpenAsync(QueueDatabase database)
    {
        await database.ExecuteAsync(Repository.Read("tests/Workers.Tests/Jobs/lite-unwrap.sql"));
        _lite = await SupabaseLite.StartAsync(Repository.PathOf("artifacts", "node"), database.Url);
        return new PostgRestFunctions(TargetEnvironment.Dev, _lite.Url, _lite.ServiceKey, TimeProvider.System);
    }

    private protected override async Task CloseAsync() => await _lite!.DisposeAsync();
}

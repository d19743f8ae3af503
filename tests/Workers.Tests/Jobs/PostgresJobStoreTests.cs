using Workers.Database;
using Workers.Support;

namespace Workers.Jobs;

/// <summary>The queue over a direct connection.</summary>
public sealed class PostgresJobStoreTests(PostgresFixture postgres) : JobStoreContract(postgres)
{
    private protected override Task<IDatabaseFunctions> OpenAsync(QueueDatabase database) =>
        Task.FromResult<IDatabaseFunctions>(database.OpenFunctions());
}

using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>The queue through a transaction pooler that no setting names.</summary>
[Trait("Needs", "PgBouncer")]
public sealed class PgBouncerJobStoreTests(PostgresFixture postgres, PgBouncerFixture pooler) : JobStoreContract(postgres), IClassFixture<PgBouncerFixture>
{
    private protected override async Task<IDatabaseFunctions> OpenAsync(QueueDatabase database)
    {
        var address = PostgresAddress.Read(await pooler.UrlAsync(database.Url)).Address!;
        return new PostgresFunctions(TargetEnvironment.Dev, address, TimeProvider.System, NullLoggerFactory.Instance);
    }
}

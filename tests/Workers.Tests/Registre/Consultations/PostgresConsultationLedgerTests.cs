using Workers.Database;
using Workers.Support;

namespace Workers.Registre.Consultations;

public sealed class PostgresConsultationLedgerTests(PostgresFixture postgres) : ConsultationLedgerTests(postgres)
{
    private protected override Task<IDatabaseFunctions> OpenAsync(QueueDatabase database) => Task.FromResult<IDatabaseFunctions>(database.OpenFunctions());
}

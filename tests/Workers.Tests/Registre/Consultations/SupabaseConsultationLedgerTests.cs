using Simulators.Strangers.Supabase;
using Workers.Database;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.Support;

namespace Workers.Registre.Consultations;

/// <summary>Over a front that was written by somebody who had not seen our client.</summary>
public sealed class SupabaseConsultationLedgerTests(PostgresFixture postgres) : ConsultationLedgerTests(postgres)
{
    private StrangerSupabase? _stranger;

    private protected override async Task<IDatabaseFunctions> OpenAsync(QueueDatabase database)
    {
        _stranger = await StrangerSupabase.StartAsync(new() { ConnectionString = database.Address.ForPool() });
        return new PostgRestFunctions(TargetEnvironment.Dev, _stranger.Address, _stranger.Options.SecretKey, TimeProvider.System);
    }

    private protected override async Task CloseAsync() => await _stranger!.DisposeAsync();
}

using Microsoft.Extensions.Logging;
using Workers.Database.Environments;
using Workers.Database.PostgRest;
using Workers.Database.Postgres;
using Workers.Hosting.Signals;

namespace Workers.Database;

/// <summary>Opens an environment's database: directly where a database URL is given, else through the project's address.</summary>
internal static class DatabaseFactory
{
    /// <param name="changed">The signal of those who listen already; null makes one.</param>
    public static IDatabaseFunctions Open(EnvironmentSettings environment, TimeProvider time, ILoggerFactory loggers, WakeSignal? changed = null)
    {
        var options = environment.Options;
        return PostgresAddress.TryParse(options.DatabaseUrl, out var address)
            ? new PostgresFunctions(environment.Name, address, time, loggers, changed)
            : new PostgRestFunctions(environment.Name, options.SupabaseUrl!, options.ServiceKey!, time, changed);
    }
}

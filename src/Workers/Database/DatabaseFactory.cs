using Microsoft.Extensions.Logging;
using Workers.Database.Environments;
using Workers.Database.PostgRest;
using Workers.Database.Postgres;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;

namespace Workers.Database;

/// <summary>Opens an environment's database: directly where a database URL is given, else through the project's address.</summary>
internal static class DatabaseFactory
{
    /// <param name="environment">Whose database it is.</param>
    /// <param name="time">Bounds calls.</param>
    /// <param name="loggers">Told what callers are not told.</param>
    /// <param name="changed">The signal of those who listen already; null makes one.</param>
    /// <param name="listens">False for whoever only asks: it takes no connection to listen on.</param>
    /// <param name="loops">Where its background loop is known; null keeps it to itself.</param>
    public static IDatabaseFunctions Open(
        EnvironmentSettings environment, TimeProvider time, ILoggerFactory loggers, WakeSignal? changed = null, bool listens = true, BackgroundLoops? loops = null)
    {
        var options = environment.Options;
        return PostgresAddress.TryParse(options.DatabaseUrl, out var address)
            ? new PostgresFunctions(environment.Name, address, time, loggers, options.Connections, changed, listens, loops)
            : new PostgRestFunctions(environment.Name, options.SupabaseUrl!, options.ServiceKey!, time, changed);
    }
}

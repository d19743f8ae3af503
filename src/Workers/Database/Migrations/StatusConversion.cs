using System.Text;
using Npgsql;
using Workers.Database.Postgres;

namespace Workers.Database.Migrations;

/// <summary>Documents that change their number together.</summary>
internal sealed record ConvertedGroup(int FromStatus, int ToStatus, string? DocumentSource, long Count);

/// <param name="Fault">Why nothing can be done; null when it can be, or was.</param>
/// <param name="Idle">Why there is nothing to do; null when there is.</param>
internal sealed record ConversionReport(IReadOnlyList<ConvertedGroup> Moves, string? Fault = null, string? Idle = null);

/// <summary>The way over from an older numbering of statuses, and back. One transaction each.</summary>
internal static class StatusConversion
{
    /// <param name="back">Takes the last conversion back instead.</param>
    /// <param name="apply">Without it, only tells what would change.</param>
    /// <exception cref="DatabaseException">Unreachable, not migrated, or refused; nothing was changed.</exception>
    public static async Task<ConversionReport> RunAsync(PostgresAddress address, bool back, bool apply, CancellationToken cancellation)
    {
        await using var source = address.OpenOne(TimeSpan.FromMinutes(5));
        try
        {
            await using var command = source.CreateCommand($"select workers_internal.{(back ? "revert" : "convert")}_statuses($1)::text");
            command.Parameters.Add(new NpgsqlParameter { Value = apply });
            return DatabaseJson.Read<ConversionReport>(Encoding.UTF8.GetBytes((string)(await command.ExecuteScalarAsync(cancellation))!));
        }
        catch (Exception exception) when (PostgresFailures.Is(exception, cancellation))
        {
            throw await PostgresFailures.ExplainAsync(exception, address.Server);
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workers.Hosting;

namespace Workers.Database.Migrations;

/// <summary>
/// The one script that brings a database to this program's schema: what <c>migrate</c> runs and what <c>migrate --print</c>
/// shows. Migrations run once each and never change; functions are put in place again every time.
/// </summary>
internal static class MigrationScript
{
    private const string Tag = "$workers_migration$";
    private const string BodyTag = "$workers_body$";

    public static IReadOnlyList<string> Migrations { get; } = EmbeddedText.List("Database/Migrations");

    public static IReadOnlyList<string> Functions { get; } = EmbeddedText.List("Database/Functions");

    /// <summary>The functions that callers use, by SQL name.</summary>
    public static IReadOnlyList<string> PublicFunctions { get; } =
        [.. Functions.Select(NameOf).Where(name => name.StartsWith("workers_", StringComparison.Ordinal))];

    /// <summary>The newest migration, as <c>workers_check</c> reports it.</summary>
    public static string Version { get; } = NameOf(Migrations[^1]);

    public static string FunctionsChecksum { get; } = Checksum(string.Concat(Functions.Select(EmbeddedText.Read)));

    public static string Build()
    {
        var script = new StringBuilder(EmbeddedText.Read("Database/Frame/Opening.sql"));
        script.Append(CultureInfo.InvariantCulture, $"set local workers.program = '{ProgramVersion.Text}';\n");
        foreach (var migration in Migrations)
        {
            script.Append('\n').Append(Once(NameOf(migration), EmbeddedText.Read(migration)));
        }

        foreach (var function in Functions)
        {
            script.Append('\n').Append(EmbeddedText.Read(function));
        }

        script.Append(
            CultureInfo.InvariantCulture,
            $"""

            insert into workers_internal.installed_functions (checksum, program, serves_from) values ('{FunctionsChecksum}', '{ProgramVersion.Text}', '{ProgramVersion.ServesFrom}')
            on conflict (only_row) do update set checksum = excluded.checksum, program = excluded.program, serves_from = excluded.serves_from, applied_at = now();

            """);
        return script.Append(EmbeddedText.Read("Database/Frame/Closing.sql")).ToString();
    }

    private static string Once(string name, string body) =>
        $"""
        do {Tag}
        declare
          v_applied text := (select checksum from workers_internal.migrations where name = '{name}');
        begin
          if v_applied is null then
            execute {BodyTag}{body}{BodyTag};
            insert into workers_internal.migrations (name, checksum) values ('{name}', '{Checksum(body)}');
          elsif v_applied <> '{Checksum(body)}' then
            raise exception 'Migration {name} differs from the one that was applied here.';
          end if;
        end {Tag};

        """;

    /// <summary>A migration or function by the name that the database knows.</summary>
    public static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

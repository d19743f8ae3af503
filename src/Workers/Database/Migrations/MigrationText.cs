using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Database.Migrations;

/// <summary>A column or columns that a migration adds to a table of ours; the statement may be repeated.</summary>
internal sealed record AddedColumns(string Migration, string Table, string Statement)
{
    public IReadOnlyList<string> Names { get; } = MigrationText.ColumnsIn(Statement);
}

/// <summary>An index that a migration builds.</summary>
/// <param name="Table">Without its schema, which is public.</param>
/// <param name="Statement">May be repeated.</param>
internal sealed record BuiltIndex(string Migration, string Name, string Table, string Statement)
{
    public string Concurrent => Statement.Replace(" index if not exists ", " index concurrently if not exists ", StringComparison.Ordinal);
}

/// <summary>What can be read from a migration's text without running it (pure).</summary>
internal static partial class MigrationText
{
    /// <summary>The columns that all migrations add, in their order.</summary>
    public static IReadOnlyList<AddedColumns> Columns { get; } = [.. MigrationScript.Migrations.SelectMany(path => ColumnsOf(MigrationScript.NameOf(path), EmbeddedText.Read(path)))];

    /// <summary>The indexes that all migrations build, in their order. What a later one drops is named too.</summary>
    public static IReadOnlyList<BuiltIndex> Indexes { get; } = [.. MigrationScript.Migrations.SelectMany(path => IndexesOf(MigrationScript.NameOf(path), EmbeddedText.Read(path)))];

    public static IEnumerable<AddedColumns> ColumnsOf(string migration, string text) =>
        Added().Matches(text).Select(match => new AddedColumns(migration, match.Groups["table"].Value, match.Value));

    public static IEnumerable<BuiltIndex> IndexesOf(string migration, string text) =>
        Index().Matches(text).Select(match => new BuiltIndex(migration, match.Groups["name"].Value, match.Groups["table"].Value, match.Value));

    /// <summary>What its header says that it locks and for how long; null of one that says nothing.</summary>
    public static string? LocksOf(string text)
    {
        var header = text.Split('\n').TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).Select(line => line[2..].Trim()).ToList();
        var from = header.FindIndex(line => line.StartsWith("Locks: ", StringComparison.Ordinal));
        return from < 0 ? null : string.Join(' ', header.Skip(from))["Locks: ".Length..];
    }

    internal static IReadOnlyList<string> ColumnsIn(string statement) => [.. ColumnName().Matches(statement).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"alter table public\.(?<table>[a-z_]+)\s+add column if not exists [^;]*;", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Added();

    [GeneratedRegex("add column if not exists (?<name>[a-z0-9_]+)", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex ColumnName();

    [GeneratedRegex(@"create (?:unique )?index if not exists (?<name>[a-z0-9_]+) on public\.(?<table>[a-z_]+)[^;]*;", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Index();
}

using System.Text.RegularExpressions;
using Shouldly;
using Workers.Hosting;
using Xunit;

namespace Workers.Database.Migrations;

/// <summary>What every migration keeps to that is younger than the last one which did not have to.</summary>
public sealed partial class MigrationRulesTests
{
    private const string LastWithoutRules = "0027_health";

    public static TheoryData<string> Younger => [.. MigrationScript.Migrations.Where(path => string.CompareOrdinal(MigrationScript.NameOf(path), LastWithoutRules) > 0)];

    [Theory]
    [MemberData(nameof(Younger))]
    public void A_migration_says_what_it_locks_and_how_long_and_only_adds(string path)
    {
        var text = EmbeddedText.Read(path);

        MigrationText.LocksOf(text).ShouldNotBeNull($"{path}: its header needs a line \"-- Locks: \" that names what it locks and for how long");
        FaultsOf(text).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("alter table public.ocr_pages drop column text;", "drop column")]
    [InlineData("drop table public.ocr_pages;", "drop table")]
    [InlineData("drop view if exists public.registre_spend;", "drop view")]
    [InlineData("drop function public.workers_claim(jsonb);", "drop function")]
    [InlineData("alter table public.ocr_pages alter column page type bigint;", "alter column page type")]
    [InlineData("alter table public.ocr_pages alter page set data type bigint;", "alter page set data type")]
    [InlineData("alter table public.ocr_pages rename column page to pages;", "rename")]
    [InlineData("alter table public.ocr_pages alter column page set not null;", "set not null")]
    [InlineData("alter table public.ocr_pages add column if not exists kind text not null;", "add column if not exists kind text not null")]
    [InlineData("alter table public.ocr_pages add column if not exists id uuid default gen_random_uuid();", "add column if not exists id uuid default gen_random_uuid()")]
    [InlineData("alter table public.ocr_pages add constraint positive check (page > 0);", "add constraint positive check (page > 0)")]
    [InlineData("update public.ocr_pages set kind = 'a';", "update public.ocr_pages")]
    [InlineData("delete from public.ocr_pages;", "delete from public.ocr_pages")]
    [InlineData("create index ocr_pages_kind on public.ocr_pages (kind);", "create index ocr_pages_kind on public.ocr_pages (kind)")]
    [InlineData("alter table public.ocr_pages add column kind text;", "alter table public.ocr_pages add column kind text")]
    public void What_would_break_the_former_program_or_hold_up_a_large_table_is_found(string statement, string fault) =>
        FaultsOf($"-- Migration\n{statement}\n").ShouldContain(found => found.Contains(fault, StringComparison.Ordinal));

    [Theory]
    [InlineData("alter table public.ocr_pages add column if not exists kind text not null default '';")]
    [InlineData("alter table public.ocr_pages add constraint positive check (page > 0) not valid;")]
    [InlineData("create index if not exists ocr_pages_kind on public.ocr_pages (kind);")]
    [InlineData("create table public.new_things (id bigint primary key, kind text not null); create index new_things_kind on public.new_things (kind);")]
    [InlineData("drop index if exists public.workers_ready;")]
    public void What_only_adds_passes(string statement) => FaultsOf($"-- Migration\n{statement}\n").ShouldBeEmpty();

    [Fact]
    public void The_line_about_locks_is_read_to_the_end_of_the_header() =>
        MigrationText.LocksOf("-- Migration 0099: x.\n-- Locks: one table,\n-- for a moment.\n\nselect 1;").ShouldBe("one table, for a moment.");

    /// <summary>Statements that take something away, change what is there, or hold a table for as long as it is large.</summary>
    private static IEnumerable<string> FaultsOf(string text)
    {
        var body = string.Join('\n', text.Split('\n').Select(line => line.Split("--")[0]));
        var created = Created().Matches(body).Select(match => match.Groups["table"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var statement in body.Split(';').Select(part => Spaces().Replace(part, " ").Trim()))
        {
            if (Breaking().IsMatch(statement))
            {
                yield return $"takes away, changes or rewrites what the former program uses: {statement}";
            }

            if (AddsColumn().Matches(statement).Any(added => (added.Value.Contains("not null", StringComparison.Ordinal) && !added.Value.Contains("default", StringComparison.Ordinal)) || Volatile().IsMatch(added.Value)))
            {
                yield return $"adds a column that the former program does not fill, or that is written to every row: {statement}";
            }

            if (statement.Contains("add constraint", StringComparison.Ordinal) && !statement.EndsWith("not valid", StringComparison.Ordinal))
            {
                yield return $"reads the whole table under a lock (not valid does not): {statement}";
            }

            var isOfNew = created.Any(table => statement.Contains($" public.{table} ", StringComparison.Ordinal));
            if (AnyIndex().IsMatch(statement) && !isOfNew && !MigrationText.IndexesOf("", statement + ";").Any())
            {
                yield return $"cannot be built beside the work (create index if not exists NAME on public.TABLE …): {statement}";
            }

            if (statement.Contains("alter table public.", StringComparison.Ordinal) && statement.Contains("add column", StringComparison.Ordinal) && !isOfNew && !MigrationText.ColumnsOf("", statement + ";").Any())
            {
                yield return $"cannot be added beforehand (alter table public.TABLE add column if not exists …): {statement}";
            }
        }
    }

    [GeneratedRegex(@"\bdrop (?:column|table|view|materialized|function|type|schema)\b|\balter (?:column )?\w+ (?:set data )?type\b|\brename\b|\bset not null\b|^(?:update|delete from) public\.|\btruncate\b", RegexOptions.None, 1000)]
    private static partial Regex Breaking();

    [GeneratedRegex(@"add column[^,]*(?:\([^)]*\)[^,]*)*", RegexOptions.None, 1000)]
    private static partial Regex AddsColumn();

    [GeneratedRegex(@"default (?:gen_random_uuid|random|nextval|clock_timestamp)|\b(?:big|small)?serial\b|generated always", RegexOptions.None, 1000)]
    private static partial Regex Volatile();

    [GeneratedRegex(@"create (?:unique )?index\b", RegexOptions.None, 1000)]
    private static partial Regex AnyIndex();

    [GeneratedRegex(@"create table (?:if not exists )?public\.(?<table>[a-z_]+)", RegexOptions.None, 1000)]
    private static partial Regex Created();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Database.Migrations;

/// <summary>What the last release's program counts on is still there: its tables, its functions, and every word that it asks or is told.</summary>
[Trait("Needs", "LastRelease")]
public sealed partial class LastReleaseSchemaTests(PostgresFixture postgres, LastRelease release)
{
    private const string Columns =
        """
        select concat_ws(' ', n.nspname || '.' || c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '' then 'must be given' end)
        from pg_attribute as a join pg_class as c on c.oid = a.attrelid join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname in ('public', 'workers_internal') and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
        """;

    /// <summary>What refuses rows: checks (also of those that come after, <c>not valid</c>), keys, exclusions, unique indexes, triggers, and columns that take no null.</summary>
    private const string Rules =
        """
        select concat_ws(' ', n.nspname || '.' || c.relname, r.rule)
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace cross join lateral (
          select replace(pg_get_constraintdef(k.oid), ' NOT VALID', '') as rule from pg_constraint as k where k.conrelid = c.oid and k.contype in ('c', 'f', 'x')
          union all
          select regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE UNIQUE INDEX \S+ ON \S+ ', 'UNIQUE ') from pg_index as i where i.indrelid = c.oid and i.indisunique
          union all
          select 'TRIGGER ' || t.tgname from pg_trigger as t where t.tgrelid = c.oid and not t.tgisinternal
          union all
          select a.attname || ' NOT NULL' from pg_attribute as a where a.attrelid = c.oid and a.attnum > 0 and a.attnotnull and not a.attisdropped) as r
        where n.nspname in ('public', 'workers_internal') and c.relkind in ('r', 'p')
        """;

    /// <summary>Rules over tables of the last release that it does not know, each with the reason why none of its rows is refused.</summary>
    private static readonly Dictionary<string, string> Harmless = new(StringComparer.Ordinal)
    {
        ["public.ocr_reviews UNIQUE USING btree (job_id, content_sha256, page, COALESCE(line, 0), field, md5(read), md5(seen), md5( CASE WHEN (line IS NULL) THEN COALESCE((box)::text, ''::text) ELSE ''::text END))"] =
            "takes the place of one without the box, and allows more",
        ["workers_internal.installed_functions TRIGGER keep_newer_functions"] = "refuses the migrate of an older program alone, which is meant",
    };

    /// <summary>Words in quotes that the last release's functions have and ours need not, each with the reason.</summary>
    private static readonly Dictionary<string, string> Given = new(StringComparer.Ordinal)
    {
        ["public.workers_enqueue: key"] = "what its first statement told its second",
        ["public.workers_enqueue: document"] = "what its first statement told its second",
    };

    [Fact]
    public async Task Every_column_is_still_there_with_its_type_and_no_other_must_be_given()
    {
        await using var theirs = await QueueDatabase.CreateEmptyAsync(postgres);
        await theirs.ExecuteAsync(await ScriptAsync());
        var before = await theirs.ListAsync<string>(Columns);

        await Migrator.ApplyAsync(theirs.Address, CancellationToken.None);
        var after = await theirs.ListAsync<string>(Columns);
        await using var fresh = await QueueDatabase.CreateAsync(postgres);

        before.Except(after, StringComparer.Ordinal).ShouldBeEmpty();
        after.Except(before, StringComparer.Ordinal).Where(column => column.EndsWith("must be given", StringComparison.Ordinal) && before.Any(known => known.Split(' ')[0] == column.Split(' ')[0])).ShouldBeEmpty();
        (await fresh.ListAsync<string>(Columns)).ShouldBe(after, ignoreOrder: true);
    }

    [Fact]
    public async Task No_rule_refuses_a_row_that_the_last_release_may_write()
    {
        await using var theirs = await QueueDatabase.CreateEmptyAsync(postgres);
        await theirs.ExecuteAsync(await ScriptAsync());
        var (before, columns) = (await theirs.ListAsync<string>(Rules), await theirs.ListAsync<string>(Columns));
        await Migrator.ApplyAsync(theirs.Address, CancellationToken.None);

        (await NewRulesAsync(theirs, before, columns)).Where(rule => !Harmless.ContainsKey(rule)).ShouldBeEmpty();

        await theirs.ExecuteAsync(
            """
            alter table extraction_queue add constraint short check (length(document_number) < 5) not valid;
            create unique index one_event on job_events (job_id, at);
            alter table extraction_queue alter column dossier set not null
            """);
        (await NewRulesAsync(theirs, before, columns)).Where(rule => !Harmless.ContainsKey(rule)).ShouldBe(
            ["public.extraction_queue CHECK ((length(document_number) < 5))", "public.extraction_queue dossier NOT NULL", "public.job_events UNIQUE USING btree (job_id, at)"], ignoreOrder: true);
    }

    /// <summary>Of tables and columns that were there before.</summary>
    private static async Task<IReadOnlyList<string>> NewRulesAsync(QueueDatabase database, IReadOnlyList<string> before, IReadOnlyList<string> columns)
    {
        var (tables, known) = (columns.Select(column => column.Split(' ')[0]).ToHashSet(StringComparer.Ordinal), columns.Select(column => string.Join(' ', column.Split(' ').Take(2))).ToHashSet(StringComparer.Ordinal));
        return
        [
            .. (await database.ListAsync<string>(Rules)).Except(before, StringComparer.Ordinal).Select(rule => string.Join(' ', rule.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)))
                .Where(rule => tables.Contains(rule.Split(' ')[0]) && (!rule.EndsWith(" NOT NULL", StringComparison.Ordinal) || rule.Count(letter => letter == ' ') != 3 || known.Contains(string.Join(' ', rule.Split(' ').Take(2))))),
        ];
    }

    [Fact]
    public async Task Every_function_still_takes_and_tells_every_word_that_the_last_release_knows()
    {
        var theirs = FunctionsOf(await ScriptAsync());
        var ours = FunctionsOf(MigrationScript.Build());

        var lost =
            from function in theirs.Keys.Where(name => name.StartsWith("public.workers_", StringComparison.Ordinal))
            from word in ours.ContainsKey(function) ? WordsOf(theirs, function).Except(WordsOf(ours, function), StringComparer.Ordinal) : ["the function itself"]
            let place = $"{function}: {word}"
            where !Given.ContainsKey(place)
            select place;

        theirs.Count.ShouldBeGreaterThan(50);
        lost.ShouldBeEmpty();
    }

    private async Task<string> ScriptAsync()
    {
        var start = new ProcessStartInfo(await release.FindProgramAsync(), ["migrate", "--print"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var script = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return script;
    }

    /// <summary>The functions that a script puts in place, by name with schema; the last text of each.</summary>
    private static Dictionary<string, string> FunctionsOf(string script) => Function().Matches(script)
        .GroupBy(match => match.Groups["name"].Value, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal);

    /// <summary>What stands in quotes in a function, and in those that it calls.</summary>
    private static HashSet<string> WordsOf(Dictionary<string, string> functions, string name)
    {
        var (words, open, seen) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>([name]), new HashSet<string>([name], StringComparer.Ordinal));
        while (open.TryDequeue(out var next))
        {
            words.UnionWith(Word().Matches(functions[next]).Select(match => match.Groups["word"].Value));
            foreach (var called in Call().Matches(functions[next]).Select(match => match.Groups["name"].Value).Where(called => functions.ContainsKey(called) && seen.Add(called)))
            {
                open.Enqueue(called);
            }
        }

        return words;
    }

    [GeneratedRegex(@"create or replace function (?<name>[a-z_.]+)\(.*?as (?<tag>\$\w*\$).*?\k<tag>", RegexOptions.Singleline, 10_000)]
    private static partial Regex Function();

    [GeneratedRegex("'(?<word>[a-z][a-z0-9_]*)'", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<name>(?:workers_internal|public)\.[a-z_]+)\(", RegexOptions.None, 1000)]
    private static partial Regex Call();
}

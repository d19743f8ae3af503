using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>What an operator reads from <c>title</c>, to the letter, over a real Postgres.</summary>
public sealed partial class TitleCommandTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nOFFICE_LANGUAGE=en\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_lot_that_nobody_asked_for_is_said_with_the_next_step()
    {
        (await RunAsync("1 234 567")).ShouldBe((
            ExitCode.Data, "", "DEV: no index of lot 1 234 567 was ordered. Add it: enqueue --source index --number '1 234 567' --circonscription … --cadastre …\n"));
        (await RunAsync("lot")).ShouldBe((ExitCode.Data, "", "DEV: no index of lot lot was ordered. Add it: enqueue --source index --number 'lot' --circonscription … --cadastre …\n"));
        (await RunAsync("??")).Error.ShouldBe("'??' is no number of a lot; allowed: letters A to Z, digits 0 to 9, spaces and hyphens, such as 1 234 567.\n");
        (await RunAsync("1", "--yes")).ShouldBe((ExitCode.Usage, "", "--yes goes with --enqueue.\n"));
    }

    [Fact]
    public async Task What_is_refused_is_said_in_the_language_of_the_office()
    {
        var file = _folder.File("env");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("OFFICE_LANGUAGE=en", "OFFICE_LANGUAGE=fr", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        (await RunAsync("1 234 567")).Error.ShouldBe(
            "DEV\u00A0: aucun index du lot 1 234 567 n’a été commandé. Pour l’ajouter\u00A0: enqueue --source index --number '1 234 567' --circonscription … --cadastre …\n");
        (await RunAsync("??")).Error.ShouldStartWith("«\u00A0??\u00A0» n’est pas le numéro d’un lot");
    }

    [Fact]
    public async Task Holes_are_named_priced_and_ordered_once()
    {
        await IndexAsync("2026-10-01", "a", "10 000 037|1991-04-02|Vente", "10000074|1992-04-03|Hypothèque", "10000111|1993-04-04|Vente");
        await IndexAsync("2026-11-01", "b", "10 000 037|1991-04-02|Vente", "10000074|1992-04-03|Radiation", "1000?148|1994|Vente");
        await DeedAsync("10000037", 4);

        var told = await RunAsync("1 234 567");
        (told.ExitCode, Spaces().Replace(told.Output, " "), told.Error).ShouldBe((
            ExitCode.Differs,
            """
            lot: 1 234 567, Montréal, Cadastre du Québec (DEV)
            index: ID, copy of 2026-11-01, 3 lines on 1 page; 1 earlier copy
            Deeds that the index names
             number date nature where state document
             10 000 037 1991-04-02 Vente page 1 line 1 there ID
             10000074 1992-04-03 Radiation page 1 line 2 missing
             1000?148 1994 Vente page 1 line 3 its number cannot be read

            lost: 10000111 of 1993-04-04, Vente: page 1 line 3 of the copy of 2026-10-01 (ID) has it, the latest has not
            DEV: 1 new for $1.50 ($1.50 each), 0 owned already, 0 in flight, 0 refused
            not complete: 1 missing, 1 cannot be read, 1 lost

            """,
            ""));
        JsonDocument.Parse((await RunAsync("1234567", "--json")).Output).RootElement.ShouldSatisfyAllConditions(
            json => json.GetProperty("missingCad").GetDecimal().ShouldBe(1.50m), json => json.GetProperty("report").GetProperty("lost").GetArrayLength().ShouldBe(1));

        (await RunAsync("1 234 567", "--enqueue")).Output.ShouldEndWith("Nothing was ordered: the same with --yes orders what is missing.\n");
        (await CountAsync()).ShouldBe(0);
        (await RunAsync("1 234 567", "--enqueue", "--yes", "--dossier", "2026-114")).Output.ShouldEndWith("not complete: 1 missing, 1 cannot be read, 1 lost\nID Radiation 10000074\nDEV: 1 ordered, 0 refused\n");
        (await _database.ReadAsync<string>("select dossier from extraction_queue where document_number = '10000074'")).ShouldBe("2026-114");
        (await RunAsync("1 234 567", "--enqueue", "--yes")).Output.ShouldEndWith("not complete: 1 on its way, 1 cannot be read, 1 lost\n");
        (await _database.ReadAsync<string>("select concat_ws('|', document_number, circonscription_fonciere, acte_type) from extraction_queue where status_id = 1")).ShouldBe("10000074|Montréal|Radiation");
    }

    [Fact]
    public async Task The_office_reads_french_unless_it_says_otherwise()
    {
        await File.WriteAllTextAsync(_folder.File("env"), (await File.ReadAllTextAsync(_folder.File("env"), TestContext.Current.CancellationToken)).Replace("OFFICE_LANGUAGE=en\n", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await IndexAsync("2026-11-01", "b", "10 000 037|1991-04-02|Vente", "1000?148|1994|Vente");

        Spaces().Replace((await RunAsync("1 234 567")).Output.Replace('\u00A0', ' '), " ").ShouldBe(
            """
            lot : 1 234 567, Montréal, Cadastre du Québec (DEV)
            index des immeubles : ID, copie du 2026-11-01, 2 lignes sur 1 page ; 0 copie antérieure
            Actes que l’index mentionne
             numéro date nature endroit état document
             10 000 037 1991-04-02 Vente page 1 ligne 1 manquant
             1000?148 1994 Vente page 1 ligne 2 numéro illisible

            DEV : 1 à acheter pour 1,50 $ (1,50 $ chacun), 0 déjà acheté, 0 en cours, 0 refusé
            incomplet : 1 acte manquant, 1 numéro illisible

            """);
    }

    [Fact]
    public async Task A_title_is_complete_until_a_page_of_its_index_is_in_doubt()
    {
        await IndexAsync("2026-11-01", "b", "10 000 037|1991-04-02|Vente");
        await DeedAsync("10000037", 4);
        (await RunAsync("1 234 567")).ShouldSatisfyAllConditions(whole => whole.ExitCode.ShouldBe(ExitCode.Success, whole.Error), whole => whole.Output.ShouldEndWith("\ncomplete\n"));

        await _database.ExecuteAsync("""
            insert into ocr_reviews (job_id, page, line, field, standing, read, seen, claim_token) select id, 1, 1, 'nature', 'disputed', 'a', 'b', claim_token from extraction_queue where document_source = 'index'
            """);

        (await RunAsync("1 234 567")).ShouldSatisfyAllConditions(
            doubtful => doubtful.ExitCode.ShouldBe(ExitCode.Differs),
            doubtful => doubtful.Output.ShouldEndWith("not certain: page 1 of the index; next: review show ID\nnot complete: 1 page not certain\n"));
    }

    [Fact]
    public async Task What_a_page_in_doubt_names_is_ordered_only_when_it_is_asked_for()
    {
        await IndexAsync("2026-11-01", "b", "10 000 037|1991-04-02|Vente");
        await _database.ExecuteAsync("""
            insert into ocr_reviews (job_id, page, line, field, standing, read, seen, claim_token) select id, 1, 1, 'publication_number', 'disputed', 'a', 'b', claim_token from extraction_queue
            """);

        (await RunAsync("1 234 567")).Output.ShouldContain("missing, its number in doubt");
        (await RunAsync("1 234 567", "--enqueue", "--yes")).Output.ShouldEndWith(
            "1 of the missing stands on pages in doubt, so that its number may be wrong, and is not ordered (--doubtful orders them): 10 000 037\n");
        (await CountAsync()).ShouldBe(0);
        var ordered = await RunAsync("1 234 567", "--enqueue", "--yes", "--doubtful");
        ordered.Output.ShouldContain("and is ordered all the same: 10 000 037\n");
        ordered.Output.ShouldEndWith("DEV: 1 ordered, 0 refused\n");
        (await RunAsync("1 234 567", "--doubtful")).ShouldBe((ExitCode.Usage, "", "--doubtful goes with --enqueue.\n"));
    }

    [Fact]
    public async Task A_page_that_was_not_read_is_not_certain_when_somebody_accepted_it()
    {
        await IndexAsync("2026-11-01", "b", "10 000 037|1991-04-02|Vente");
        await DeedAsync("10000037", 4);
        foreach (var mark in new[] { """{"unread": true}""", """{"doubts": ["the model withholds this page, whole and in parts: a person must read it"]}""" })
        {
            await _database.ExecuteAsync($"update extraction_queue set structured_content = jsonb_set(structured_content, '{{pages,0}}', structured_content->'pages'->0 || '{mark}') where document_source = 'index'");
            (await RunAsync("1 234 567")).ShouldSatisfyAllConditions(
                unread => unread.ExitCode.ShouldBe(ExitCode.Differs),
                unread => unread.Output.ShouldEndWith("not read: parts of page 1 of the index, which may name more; look at the PDF of ID\nnot complete: 1 page not read\n"));
            await _database.ExecuteAsync("update extraction_queue set structured_content = jsonb_set(structured_content, '{pages,0}', (structured_content->'pages'->0) - 'unread') where document_source = 'index'");
        }
    }

    [Fact]
    public async Task Lots_and_deeds_are_found_by_an_index_of_their_numbers()
    {
        await _database.ExecuteAsync("""
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, status_id)
            select case when i % 2 = 0 then 'index' else 'acte' end, to_char(1000000 + i, 'FM9 999 999'), 'Laval', 4 from generate_series(1, 20000) as i;
            analyze extraction_queue
            """);

        foreach (var request in new[] { """{"lot": "1000002"}""", """{"lot": "1", "deeds": ["1000001", "1000003"]}""" })
        {
            (await _database.ReadAsync<long>($"""
                with told as materialized (select public.workers_title('{request}') as answer)
                select case when t.answer::text like '%100000%' or length(t.answer::text) > 100 then pg_stat_get_xact_numscans('public.workers_bare_numbers'::regclass) else -1 end from told as t
                """)).ShouldBeGreaterThan(0, request);
        }
    }

    [Fact]
    public async Task Which_of_several_lots_is_meant_is_asked()
    {
        await IndexAsync("2026-10-01", "a", "10 000 037|1991-04-02|Vente");
        await IndexAsync("2026-11-01", "b", "10 000 038|1991-04-02|Vente");
        await _database.ExecuteAsync("update extraction_queue set cadastre = 'Paroisse de Laval', circonscription_fonciere = 'Laval' where content_sha256 = 'b'");

        (await RunAsync("1 234 567")).ShouldBe((
            ExitCode.Data, "",
            "DEV: several lots have the number 1 234 567: Laval, Paroisse de Laval; Montréal, Cadastre du Québec. Say which by its circonscription and cadastre.\n"));
        (await RunAsync("1 234 567", "--circonscription", "LAVAL")).Output.ShouldStartWith("lot: 1 234 567, Laval, Paroisse de Laval (DEV)\n");
        (await RunAsync("1 234 567", "--circonscription", "Hull")).Error.ShouldBe(
            "DEV: no index of lot 1 234 567 is of the circonscription and cadastre that were named; known: Laval, Paroisse de Laval; Montréal, Cadastre du Québec.\n");
    }

    private Task IndexAsync(string day, string sha, params string[] lines)
    {
        var inscriptions = lines.Select((line, place) => line.Split('|') is [var number, var date, var nature]
            ? $$"""{"line": {{place + 1}}, "publication_number": "{{number}}", "presentation_date": "{{date}}", "nature": "{{nature}}"}""" : throw new ArgumentException(line, nameof(lines)));
        return _database.ExecuteAsync($$"""
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, content_sha256, created_at, structured_content)
            values ('index', '1 234 567', 'Montréal', 'Cadastre du Québec', 4, '{{sha}}', '{{day}}', '{"kind": "index", "pages": [{"page": 1, "inscriptions": [{{string.Join(",", inscriptions)}}]}]}')
            """);
    }

    private Task DeedAsync(string number, int status) => _database.ExecuteAsync(
        $"insert into extraction_queue (document_source, document_number, circonscription_fonciere, acte_type, status_id) values ('acte', '{number}', 'Montréal', 'Acte', {status})");

    private Task<long> CountAsync() => _database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 1");

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync(["title", .. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, Id().Replace(output.ToString(), "ID"), Id().Replace(error.ToString(), "ID"));
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(" +", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}

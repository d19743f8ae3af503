using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Paper;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Ocr;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>An operator decides what is in doubt about a reading: what the commands say, to the letter, over a real Postgres and a real PDF.</summary>
public sealed partial class ReviewCommandTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.File("documents")}\nWORKERS_DATA_PATH={_folder.File("data")}\nOCR_TEMP_DIR={_folder.File("temp")}\n"
            + $"OFFICE_LANGUAGE=en\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n",
            _test);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_is_open_where_nothing_is_in_doubt()
    {
        var nobody = Guid.NewGuid().ToString();

        (await RunAsync("list")).ShouldBe((ExitCode.Success, "DEV: 0 doubts of 0 documents are open\n", ""));
        (await RunAsync("show", nobody)).ShouldBe((ExitCode.Data, "", "No document and no item ID in DEV. 'review list' tells what is open.\n"));
        (await RunAsync("accept", nobody)).ShouldBe((ExitCode.Data, "", "No document and no item ID in DEV. 'review list' tells what is open.\n"));
        (await RunAsync("list", "--page-size", "0")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task A_document_is_shown_decided_item_by_item_and_needs_no_review_after_the_last_one()
    {
        var id = await ReadAsync(
            new Dispute(2, "nature", Standing.Disputed, "Vente", "Bail", Witness.TextLayer, new PageBox(100, 200, 200, 212)),
            new Dispute(1, "publication_number", Standing.Disputed, "10000037", "10000038", Witness.TextLayer, null));
        var list = await RunAsync("list");
        (list.ExitCode, Spaces().Replace(list.Output, " "), list.Error).ShouldBe((
            ExitCode.Differs,
            """
            DEV, the oldest first
             item document where field standing read seen
             ID Index 1 234 567 ID page 1, line 1 publication_number disputed 10000037 10000038
             ID Index 1 234 567 ID page 1, line 2 nature disputed Vente Bail

            DEV: 2 doubts of 1 document are open

            """,
            ""));

        (await RunAsync("show", id)).ShouldBe((
            ExitCode.Success,
            $"""
            document: ID DEV Index 1 234 567, Montréal
            needs review: page 1: doubt 1, doubt 2
            item: ID
              where: page 1, line 1, publication_number
              standing: disputed
              read: '10000037'
              the PDF's own text: '10000038'
              picture: {_folder.File("data")}/ocr/review/DAY/item-ID.jpg
              next: review accept ID keeps what was read; review correct ID --value … puts another in its place; review refuse ID where nobody can tell
            item: ID
              where: page 1, line 2, nature, 34 % down and 19 % across the page
              standing: disputed
              read: 'Vente'
              the PDF's own text: 'Bail'
              picture: {_folder.File("data")}/ocr/review/DAY/item-ID.png
              next: review accept ID keeps what was read; review correct ID --value … puts another in its place; review refuse ID where nobody can tell
            2 open, 0 decided

            """,
            ""));
        var pictures = Directory.GetFiles(_folder.File("data"), "item-*", SearchOption.AllDirectories);
        pictures.Length.ShouldBe(2);
        pictures.ShouldAllBe(file => new FileInfo(file).Length > 500);
        (await ExplainAsync(id)).ShouldContain($"review: 2 of 2 doubts are open on pages 1; next: review show {id}\n");
        (await StatusAsync()).ShouldContain("! Dev: 2 doubts about the readings of 1 documents wait for a person; see 'review list'.\n");

        var (number, nature) = (await ItemAsync("publication_number"), await ItemAsync("nature"));
        (await RunAsync("correct", number, "--value", "10 000 038", "--by", "the notary", "--because", "seen on the page")).ShouldBe((
            ExitCode.Success, "ID: corrected to '10 000 038' by the notary TIME: seen on the page; 1 of ID is open; next: review show ID\n", ""));
        (await RunAsync("accept", number, "--by", "the clerk")).ShouldBe((
            ExitCode.Data, "", "ID: refused: the notary corrected it at TIME to '10 000 038'. Nothing was changed.\n"));
        (await RunAsync("correct", nature, "--value", "Bail", "--by", "the clerk", "--saw", "corrected")).ShouldBe((
            ExitCode.Data, "", "ID: refused: it is open, not corrected. Nothing was changed.\n"));
        (await RunAsync("accept", nature, "--by", "the clerk")).ShouldBe((ExitCode.Success, "ID: accepted by the clerk TIME; ID needs no review any more\n", ""));

        (await _database.ReadAsync<string>("select concat_ws('|', needs_review, review_reason, file_content like '%10000037%', boosted_file_content like '%10000038%' and boosted_file_content not like '%10000037%') from extraction_queue"))
            .ShouldBe("f|t|t");
        (await ExplainAsync(id)).ShouldContain("review: all 2 doubts are decided\n");
        (await RunAsync("show", number)).Output.ShouldContain("  decided: corrected to '10 000 038' by the notary TIME: seen on the page\n");
        (await RunAsync("list")).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task The_office_reads_french_unless_it_says_otherwise_and_programs_read_codes()
    {
        await File.WriteAllTextAsync(_folder.File("env"), (await File.ReadAllTextAsync(_folder.File("env"), _test)).Replace("OFFICE_LANGUAGE=en\n", "", StringComparison.Ordinal), _test);
        var id = await ReadAsync(new Dispute(2, "nature", Standing.Disputed, "Vente", "", Witness.TextLayer, null));

        (await RunAsync("list")).Output.ShouldEndWith("DEV\u00A0: 1 doute ouvert dans 1 document\n");
        (await RunAsync("show", id, "--no-pictures")).Output.ShouldEndWith(
            """
            point : ID
              endroit : page 1, ligne 2, la nature de l’acte (nature)
              constat : contesté
              lu : « Vente »
              le texte du PDF : rien
              à faire : review accept ID garde ce qui a été lu ; review correct ID --value … met autre chose à la place ; review refuse ID si personne ne peut trancher
            1 ouvert, 0 décidé

            """.Replace(" :", "\u00A0:", StringComparison.Ordinal).Replace(" ;", "\u00A0;", StringComparison.Ordinal).Replace("« ", "«\u00A0", StringComparison.Ordinal).Replace(" »", "\u00A0»", StringComparison.Ordinal));
        JsonDocument.Parse((await RunAnyAsync("review", "show", id, "--no-pictures", "--json")).Output).RootElement.GetProperty("items")[0].GetProperty("item").GetProperty("standing").GetString()
            .ShouldBe("disputed");
        (await RunAsync("refuse", await ItemAsync("nature"), "--by", "la notaire")).Output.ShouldStartWith("ID: refusé par la notaire TIME; rien de ID n’est ouvert");
    }

    [Fact]
    public async Task No_english_stands_in_what_is_refused_in_french()
    {
        await File.WriteAllTextAsync(_folder.File("env"), (await File.ReadAllTextAsync(_folder.File("env"), _test)).Replace("OFFICE_LANGUAGE=en\n", "", StringComparison.Ordinal), _test);
        var id = await ReadAsync(new Dispute(1, "publication_number", Standing.Disputed, "10000037", "10000038", Witness.TextLayer, null), new Dispute(9, "nature", Standing.Disputed, "a", "b", Witness.TextLayer, null));
        var item = await ItemAsync("publication_number");
        string[][] said =
        [
            ["accept", id], ["correct", item, "--value", "none"], ["correct", await ItemAsync("nature", 9), "--value", "c"], ["accept", Guid.NewGuid().ToString()],
            ["refuse", item, "--saw", "accepted"], ["correct", item, "--value", "10 000 038", "--by", "Zoé"], ["accept", item], ["list"], ["show", item, "--no-pictures"],
        ];
        var told = new List<string>();
        foreach (var words in said)
        {
            var (_, output, error) = await RunAsync(words);
            told.Add(output + error);
        }

        told.Where(text => English().IsMatch(Quoted().Replace(text, ""))).ShouldBeEmpty();
        told[1].ShouldBe("ID\u00A0: «\u00A0none\u00A0» n’est pas un numéro d’inscription\u00A0; admis\u00A0: de un à huit chiffres, parfois une lettre avant ou après\u00A0; rien pour une case vide. Rien n’a été changé.\n");
        told[4].ShouldBe("ID\u00A0: refusé\u00A0: il est ouvert, et non accepté. Rien n’a été changé.\n");
        told[6].ShouldMatch("^ID\u00A0: refusé\u00A0: Zoé l’a déjà corrigé le .* «\u00A010 000 038\u00A0»");
    }

    [Fact]
    public async Task A_value_that_does_not_fit_and_a_document_in_an_items_place_are_refused_in_words()
    {
        var id = await ReadAsync(new Dispute(1, "publication_number", Standing.Disputed, "10000037", "10000038", Witness.TextLayer, null));

        (await RunAsync("correct", await ItemAsync("publication_number"), "--value", "none")).ShouldBe((
            ExitCode.Data, "", "ID: 'none' is no publication number; allowed: one to eight digits, at times a letter before or after; empty for an empty cell. Nothing was changed.\n"));
        (await RunAsync("accept", id)).ShouldBe((ExitCode.Data, "", "ID is a document, and one item is decided at a time: 'review show ID' tells its items.\n"));
        (await RunAsync("refuse", await ItemAsync("publication_number"), "--by", "the clerk")).ShouldBe((
            ExitCode.Success, "ID: refused by the clerk TIME; nothing of ID is open; it keeps its review for what was refused\n", ""));
        (await ExplainAsync(id)).ShouldContain("review: 1 of 1 doubts were refused on pages 1: look at the PDF\n");
    }

    [Fact]
    public async Task What_people_decided_is_written_down_as_truth()
    {
        await ReadAsync(
            new Dispute(2, "nature", Standing.Disputed, "Vente", "Bail", Witness.TextLayer, new PageBox(100, 200, 200, 212)),
            new Dispute(1, "publication_number", Standing.Disputed, "10000037", "10000038", Witness.TextLayer, null),
            new Dispute(3, "nature", Standing.Disputed, "Hypothèque", "Legs", Witness.TextLayer, null));
        await RunAsync("accept", await ItemAsync("nature", 2), "--by", "me");
        await RunAsync("correct", await ItemAsync("publication_number"), "--value", "10000038", "--by", "me");
        await RunAsync("refuse", await ItemAsync("nature", 3), "--by", "me");
        var file = _folder.File("gold.jsonl");

        (await RunAsync("export", file, "--pictures")).ShouldBe((ExitCode.Success, $"{file}: 2 values of 1 PDF\n", ""));

        var lines = (await File.ReadAllLinesAsync(file, _test)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Select(line => (line.GetProperty("line").GetInt32(), line.GetProperty("field").GetString(), line.GetProperty("value").GetString(), line.GetProperty("state").GetString()))
            .ShouldBe([(1, "publication_number", "10000038", "corrected"), (2, "nature", "Vente", "accepted")]);
        lines[1].GetProperty("box").GetProperty("top").GetDouble().ShouldBe(200);
        lines.ShouldAllBe(line => File.Exists(line.GetProperty("picture").GetString()));
        lines.ShouldAllBe(line => line.GetProperty("content_sha256").GetString()!.Length == 64);
        (await RunAsync("export", "/proc/none/gold.jsonl")).ExitCode.ShouldBe(ExitCode.Data);
    }

    [Fact]
    public async Task A_pdf_that_is_gone_costs_the_picture_and_nothing_else()
    {
        var id = await ReadAsync(new Dispute(2, "nature", Standing.Disputed, "Vente", "Bail", Witness.TextLayer, new PageBox(100, 200, 200, 212)));
        Directory.Delete(_folder.File("documents"), recursive: true);

        var shown = await RunAsync("show", id);
        var json = await RunAsync("show", id, "--no-pictures", "--json");

        shown.ExitCode.ShouldBe(ExitCode.Success);
        shown.Output.ShouldContain("  picture: none (");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("items")[0].GetProperty("item").GetProperty("seen").GetString().ShouldBe("Bail");
    }

    /// <summary>A document whose PDF is stored and whose reading of three lines has these doubts.</summary>
    private async Task<string> ReadAsync(params Dispute[] disputes)
    {
        using var library = new PaperLibrary();
        var content = await library.PdfAsync(new() { Kind = PaperKind.Index, Number = "1 234 567", Circonscription = "Montréal", Cadastre = "Cadastre du Québec" });
        var sha = Convert.ToHexStringLower(SHA256.HashData(content));
        await File.WriteAllBytesAsync(_folder.File("paper.pdf"), content, _test);
        var path = await new FolderDocumentStore(TargetEnvironment.Dev, _folder.File("documents"), project: null)
            .PutAsync(new(DocumentSource.Index, "1 234 567", "Montréal", null, sha), _folder.File("paper.pdf"), _test);
        await using var functions = _database.OpenFunctions();
        var store = new JobStore(functions);
        var id = (await store.EnqueueAsync([new(DocumentSource.Index, "1 234 567", "Montréal", "Cadastre du Québec")], _test))[0].Id!.Value;
        await _database.ExecuteAsync($"update extraction_queue set status_id = 3, supabase_path = '{path}', content_sha256 = '{sha}'");
        var claim = (await store.ClaimAsync(new(Guid.NewGuid(), 30, "vm-1", [new(JobStage.Ocr, DocumentSource.Index, ["ocr-1"])]), _test)).ShouldHaveSingleItem().Claim;
        var page = new PageResult<IndexPage>(id, SampleReadings.Index(3), [.. disputes.Select((_, number) => $"doubt {number + 1}")], 1, PageView.Prepared, default) { Disputes = disputes };
        (await store.CompleteOcrAsync(claim, ReadingStructure.OfIndex([page], id, new("model", "prompt", "hash"), []), _test)).ShouldBe(Written.Now);
        return id.ToString();
    }

    private async Task<string> ItemAsync(string field, int? line = null) =>
        (await _database.ReadAsync<Guid>($"select id from ocr_reviews where field = '{field}' and (line = {line ?? 0} or {line ?? 0} = 0)")).ToString();

    private async Task<string> ExplainAsync(string id) => (await RunAnyAsync("explain", id)).Output;

    private async Task<string> StatusAsync() => (await RunAnyAsync("status")).Output;

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAnyAsync(["review", .. arguments]);
        return (exitCode, Marked(output), Marked(error));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAnyAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    private static string Marked(string text) => Moment().Replace(Day().Replace(Id().Replace(text, "ID"), "/DAY/"), "TIME");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"/\d{4}-\d\d-\d\d/", RegexOptions.None, 1000)]
    private static partial Regex Day();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", RegexOptions.None, 1000)]
    private static partial Regex Moment();

    [GeneratedRegex(" +", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b(?:the|this|is|are|was|were|not|of|it|its|that|and|to|nothing|changed|decided|accepted|refused|corrected|open|about|reading|allowed|no)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex English();

    /// <summary>What is quoted, commands, and what names this program's own words.</summary>
    [GeneratedRegex(@"«[^»]*»|\breview (?:list|show|accept|correct|refuse)\b|--saw [a-z]+", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}

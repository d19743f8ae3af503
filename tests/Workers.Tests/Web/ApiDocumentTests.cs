using System.Text.RegularExpressions;
using Shouldly;
using Workers.Access;
using Workers.Hosting.Processes;
using Workers.House;
using Workers.Support;
using Workers.Web.Endpoints;
using Xunit;

namespace Workers.Web;

/// <summary>What docs/api.md tells people to type works as it stands there.</summary>
public sealed partial class ApiDocumentTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task Each_curl_of_the_document_is_answered_as_good()
    {
        using var folder = new TemporaryFolder();
        await using var world = await WebWorld.StartAsync(
            postgres, redis, ("DEV_DOCUMENTS_PATH", folder.File("documents")), ("OCR_TEMP_DIR", folder.File("work")), ("WEB_LINK_SECRET", "0123456789abcdef0123456789abcdef"),
            ("WEBHOOK_KEY", "0123456789abcdef0123456789abcdef"));
        await world.Dev.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, acte_type, status_id, structured_content, boosted_file_content)
            values ('acte', '12 345 678', 'Laval', 'Acte', 1, null, null), ('acte', '9', 'Montréal', 'Acte', 4, '{}', 'a'), ('acte', '7', 'Montréal', 'Acte', 4, null, 'a');
            insert into ocr_reviews (job_id, page, field, standing, read, seen, claim_token) select id, 1, 'number', 'disputed', '1', '2', 0 from extraction_queue where document_number = '7';
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, acte_type, status_id, outcome) values ('acte', '8', 'Montréal', 'Acte', 5, 'not_found');
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, structured_content) values ('index', '1 234 567', 'Montréal', 'Cadastre du Québec', 4, '{}')
            """);
        var key = await world.KeyAsync(AccessRole.Operator);
        var other = await world.KeyAsync(AccessRole.Reader);
        var meant = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ID"] = (await world.Dev.ReadAsync<Guid>("select id from extraction_queue where status_id = 1")).ToString(),
            ["READ"] = (await world.Dev.ReadAsync<Guid>("select id from extraction_queue where document_number = '9'")).ToString(),
            ["DOUBT"] = (await world.Dev.ReadAsync<Guid>("select id from ocr_reviews")).ToString(),
            ["KEYID"] = KeyText.TryParse(other, out var text) ? text.Id : "",
            ["EXPECTED"] = (string)(await world.PostAsync("/v1/changes/preview", key, """{"verb": "retry", "filter": {"outcome": "not_found"}}""")).Json["expected"]!,
        };
        await File.WriteAllTextAsync(folder.File("orders.csv"), "document_source,document_number,circonscription_fonciere,cadastre\nindex,1000001,Montréal,Cadastre du Québec\n", CancellationToken.None);
        await File.WriteAllBytesAsync(folder.File("deed.pdf"), BroughtPdf.Deed("12 345 678"), CancellationToken.None);
        // What is refused is a failure, and says why.
        await File.WriteAllTextAsync(folder.File(".curlrc"), "fail-with-body\nshow-error\n", CancellationToken.None);
        var typed = Curl().Matches(Repository.Read("docs/api.md")).Select(match => match.Groups["line"].Value.Replace("\\|", "|", StringComparison.Ordinal)).ToList();
        typed.Count.ShouldBeGreaterThan(25);
        var faults = new List<string>();
        foreach (var line in typed)
        {
            var command = Mark().Replace(line, word => meant[word.Value]).Replace("127.0.0.1:8080", world.Address.Authority, StringComparison.Ordinal);
            var run = await ChildProcess.RunAsync(
                new("bash", "-c", line.StartsWith("curl -N ", StringComparison.Ordinal) ? UntilItWasHeard(command) : command)
                {
                    Timeout = TimeSpan.FromSeconds(30),
                    WorkingFolder = folder.Path,
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["KEY"] = key, ["CURL_HOME"] = folder.Path },
                },
                TimeProvider.System,
                CancellationToken.None);
            if (!run.Succeeded)
            {
                faults.Add($"{line}: {run.Summary}: {run.Output}");
            }
        }

        faults.ShouldBeEmpty();
        (await File.ReadAllBytesAsync(folder.File("part.pdf"), CancellationToken.None)).Length.ShouldBe(100);
    }

    /// <summary>A stream ends when whoever listens does.</summary>
    private static string UntilItWasHeard(string command) => $"timeout 3 {command}; [ $? = 124 ]";

    [GeneratedRegex("`(?<line>curl [^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Curl();

    [GeneratedRegex(@"\b(?:ID|READ|DOUBT|KEYID|EXPECTED)\b", RegexOptions.None, 1000)]
    private static partial Regex Mark();
}

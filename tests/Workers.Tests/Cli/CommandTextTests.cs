using System.Text.RegularExpressions;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>The texts of the commands that work on a queue, whole and in their order; ids and times are written as marks.</summary>
public sealed partial class CommandTextTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string Header = "environment;document_source;document_number;circonscription_fonciere;cadastre;acte_type;idempotency_key\n";
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await ConfigureAsync("");
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Enqueue_tells_each_document_and_the_sum()
    {
        var file = Write("documents.csv", Header + "dev;index;1;Laval;Q;;a\n;acte;2;Laval;;acte;b\n;index;1;Laval;Q;;a\n");

        (await RunAsync("enqueue", file)).ShouldBe((
            ExitCode.Success, "<id> DEV Index 1\n<id> DEV Acte 2\n<id> DEV Index 1 (already there: 1 EN_ATTENTE)\nDEV: 2 added, 1 already there, 0 refused; already there: 1 at 1 EN_ATTENTE\n", ""));
    }

    [Fact]
    public async Task Enqueue_tells_what_it_cannot_begin_with()
    {
        var file = Write("wrong.csv", "lot\n1\n");

        (await RunAsync("enqueue")).ShouldBe((ExitCode.Usage, "", "Give a file, or --source and --number. See enqueue --help.\n"));
        (await RunAsync("enqueue", file, "--number", "1")).ShouldBe((ExitCode.Usage, "", "Give a file or a single document, not both.\n"));
        (await RunAsync("enqueue", file)).ShouldBe((
            ExitCode.Data,
            "",
            $"{file}: line 1: unknown column 'lot'; known: environment, document_source, document_number, circonscription_fonciere, cadastre, designation_secondaire, acte_type, priority, max_attempts, idempotency_key, dossier, due_at\n"));
        // The environment is looked at before the file.
        (await RunAsync("enqueue", file, "--env", "prod")).ShouldBe((
            ExitCode.Configuration, "", "PROD is not configured; configured: dev. Set PROD_SUPABASE_URL and its key, or name another.\n"));
        (await RunAsync("enqueue", "--source", "acte", "--number", "1")).ShouldBe((
            ExitCode.Data,
            "",
            "command line: circonscription_fonciere is missing\ncommand line: acte_type is missing; allowed: Acte, Avis d'adresse, Radiation, Acte divers\n"
            + "1 bad, 0 good: nothing was added. Correct the rows above, or add the good ones with --skip-bad.\n"));
    }

    [Fact]
    public async Task What_is_not_there_or_does_not_answer_is_told()
    {
        var id = Guid.NewGuid().ToString();
        (await RunAsync("cancel", id)).ShouldBe((ExitCode.Data, "", "<id>: refused: no such document\n"));
        (await RunAsync("retry", id)).ShouldBe((ExitCode.Data, "", "<id>: refused: no such document\n"));
        (await RunAsync("explain", id)).ShouldBe((ExitCode.Data, "", "No document <id> in DEV.\n"));

        await ConfigureAsync("PROD_SUPABASE_DB_URL=postgresql://nobody@127.0.0.1:1/none\nPROD_DOCUMENTS_PATH=" + _folder.Path);
        var away = await RunAsync("retry", id, "--env", "prod");
        away.ExitCode.ShouldBe(ExitCode.Unavailable);
        away.Error.ShouldStartWith("PROD: ");
    }

    [Fact]
    public async Task Status_tells_the_queue_as_a_page_and_as_json()
    {
        await RunAsync("enqueue", "--source", "acte", "--number", "1", "--circonscription", "Laval", "--acte-type", "Acte");

        var page = await RunAsync("status");
        (page.ExitCode, Age().Replace(page.Output, "<age>"), page.Error).ShouldBe((
            ExitCode.Success,
            """
            money is safe:       yes
            documents are safe:  yes
            it is moving:        no (no_daemon)
            first: no_daemon: No daemon runs on this Redis: documents wait until one is started.
            next:  Workers run

            Queue
              environment  status        source  ready  later  running  ended  oldest
              DEV          1 EN_ATTENTE  Acte    1                             <age>

            Capacity
                      allocated  budget
              vCPU    0          no daemon
              RAM GB  0          no daemon

            Gemini, last 60 s
                              used  limit
              requests        0     1,600
              input tokens    0     6,400,000
              requests today  0     none
              last 429        none

            ! No daemon runs on this Redis: documents wait until one is started.
            """ + "\n",
            ""));
        var json = await RunAsync("status", "--json");
        (json.ExitCode, Day().Replace(Seconds().Replace(json.Output, "<seconds>"), "<day>").Replace(await redis.UrlAsync(), "<redis>", StringComparison.Ordinal), json.Error).ShouldBe((
            ExitCode.Success,
            """
            {
              "health": {
                "at": "<time>",
                "money": {
                  "answer": "yes",
                  "cause": null
                },
                "documents": {
                  "answer": "yes",
                  "cause": null
                },
                "moving": {
                  "answer": "no",
                  "cause": "no_daemon"
                },
                "first": {
                  "code": "no_daemon",
                  "environment": null,
                  "sentence": "No daemon runs on this Redis: documents wait until one is started.",
                  "next": "Workers run",
                  "runbook": "starting"
                },
                "also": []
              },
              "redis": "<redis>",
              "fault": null,
              "capacity": {
                "cpuAllocated": 0,
                "cpuBudget": null,
                "ramAllocated": 0,
                "ramBudget": null,
                "workers": [],
                "waiting": [],
                "holders": []
              },
              "gemini": {
                "requests": 0,
                "tokens": 0,
                "maxRequests": 1600,
                "maxTokens": 6400000,
                "requestsToday": 0,
                "maxRequestsPerDay": null,
                "orderedFor": null,
                "isOrdered": false,
                "partInUse": 1,
                "closedFor": "00:00:00",
                "frozenFor": "00:00:00",
                "parkedFor": "00:00:00",
                "sinceLast429": null,
                "processes": 0,
                "waitingProcesses": 0,
                "longestWait": "00:00:00",
                "whyParked": null,
                "used": 0
              },
              "daemons": [],
              "environments": [
                {
                  "environment": "Dev",
                  "fault": null,
                  "queue": [
                    {
                      "statusId": "EnAttente",
                      "documentSource": "Acte",
                      "ready": 1,
                      "deferred": 0,
                      "running": 0,
                      "ended": 0,
                      "oldestSeconds": <seconds>,
                      "unclaimedSeconds": <seconds>
                    }
                  ],
                  "unknown": null,
                  "spend": {
                    "day": "<day>",
                    "documents": 0,
                    "cad": 0,
                    "doubtfulCad": 0,
                    "groups": [],
                    "met": []
                  },
                  "invoices": null,
                  "refused": null,
                  "reading": {
                    "day": "<day>",
                    "calls": 0,
                    "usd": 0,
                    "doubtfulUsd": 0,
                    "estimatedUsd": 0,
                    "groups": []
                  },
                  "reviews": null,
                  "faultKind": null,
                  "signs": {
                    "now": "<time>",
                    "uncertain": {
                      "count": 0,
                      "cad": 0,
                      "id": null
                    },
                    "stuck": {
                      "count": 0,
                      "id": null,
                      "seconds": null
                    },
                    "unstored": {
                      "count": 0,
                      "id": null,
                      "seconds": null
                    },
                    "ended": {
                      "all": 0,
                      "failed": 0,
                      "outcome": null,
                      "id": null
                    },
                    "review": {
                      "documents": 0,
                      "seconds": null
                    }
                  },
                  "clockAheadSeconds": <seconds>
                }
              ],
              "orders": [],
              "faultKind": null,
              "ordered": [],
              "parked": [],
              "warnings": [
                "No daemon runs on this Redis: documents wait until one is started."
              ]
            }
            """ + "\n",
            ""));
    }

    private async Task ConfigureAsync(string more) => await File.WriteAllTextAsync(
        _folder.File("env"),
        $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n{more}\n");

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, Marked(output), Marked(error));
    }

    private static string Marked(StringWriter text) => Time().Replace(Id().Replace(text.ToString(), "<id>"), "<time>");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", RegexOptions.None, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<=  )\d+ (?:s|min)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Age();

    [GeneratedRegex(@"(?<=""day"": "")\d{4}-\d{2}-\d{2}", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex Day();

    [GeneratedRegex(@"(?<=Seconds"": )-?[\d.]+", RegexOptions.None, 1000)]
    private static partial Regex Seconds();
}

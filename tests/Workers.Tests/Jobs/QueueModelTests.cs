using FsCheck.Fluent;
using Shouldly;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>Random histories of claims, writes by current and stale holders, lost leases and operators, against a model of what each document may be.</summary>
public sealed class QueueModelTests(PostgresFixture postgres)
{
    private static readonly JobStage[] Stages = [JobStage.Download, JobStage.Ocr];

    [Fact]
    public async Task Whatever_happens_every_document_is_held_once_counted_right_and_reaches_an_end()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var store = new JobStore(functions);
        var steps = Gen.Choose(0, 99).Two().ListOf(25).Select(list => list.ToArray());

        // FsCheck's own runner is synchronous; the histories are drawn from it and run here.
        foreach (var history in steps.Sample(30, 25))
        {
            try
            {
                await new History(database, store).RunAsync(history);
            }
            catch (ShouldAssertException failure)
            {
                throw new ShouldAssertException($"After {string.Join(' ', history)}:", failure);
            }
        }
    }

    private sealed class History(QueueDatabase database, JobStore store)
    {
        private readonly List<ClaimedJob> _holders = [];
        private readonly Dictionary<Guid, long> _current = [];
        private Guid[] _ids = [];
        private int _ahead;

        public async Task RunAsync((int Kind, int Choice)[] steps)
        {
            await database.ExecuteAsync("delete from extraction_queue");
            await database.SetClockAheadAsync(TimeSpan.Zero);
            var added = await store.EnqueueAsync(
                [new(DocumentSource.Index, "1", Cadastre: "c"), new(DocumentSource.Acte, "2", ActeType: "Acte"), new(DocumentSource.PlanCadastraux, "3", Cadastre: "c")],
                CancellationToken.None);
            _ids = [.. added.Select(document => document.Id!.Value)];
            foreach (var (kind, choice) in steps)
            {
                await StepAsync(kind, choice);
                await CheckAsync();
            }

            await FinishAsync();
        }

        private Task StepAsync(int kind, int choice) => kind switch
        {
            < 40 => ClaimAsync(choice),
            < 75 when _holders.Count > 0 => WriteAsync(_holders[choice % _holders.Count], choice),
            < 85 => LoseLeasesAsync(),
            < 92 => store.CancelAsync([_ids[choice % 3]], null, CancellationToken.None),
            _ => store.RetryAsync([_ids[choice % 3]], true, null, CancellationToken.None),
        };

        private async Task ClaimAsync(int choice)
        {
            var stage = Stages[choice % 2];
            DocumentSource? source = stage is JobStage.Download ? null : choice % 4 < 2 ? DocumentSource.Index : DocumentSource.Acte;
            var request = new ClaimRequest(Guid.NewGuid(), 12, "vm", [new(stage, source, [$"w{choice}"])]);
            foreach (var job in await store.ClaimAsync(request, CancellationToken.None))
            {
                _holders.Add(job);
                job.ClaimToken.ShouldBeGreaterThan(_current.GetValueOrDefault(job.Id), "a token never comes back");
                _current[job.Id] = job.ClaimToken;
                job.Attempt.ShouldBeInRange(1, job.MaxAttempts);
            }
        }

        private async Task WriteAsync(ClaimedJob job, int choice)
        {
            var before = await RowAsync(job.Id);
            var held = await IsHeldAsync(job);
            var written = (choice % 4, job.Stage) switch
            {
                (0, _) => await store.FailAsync(job.Claim, new(FailureKind.Transient, "cause"), TimeSpan.Zero, CancellationToken.None),
                (1, _) => await store.HandBackAsync(job.Claim, new(HandBackReason.Shutdown, "why"), 2, CancellationToken.None),
                (_, JobStage.Download) => await store.CompleteDownloadAsync(job.Claim, new("index/x.pdf", "00", 1, 1), CancellationToken.None),
                _ => await store.CompleteOcrAsync(job.Claim, new("a", "b", [], 1, null, 1, 1, 0), CancellationToken.None),
            };

            (written is Written.Now).ShouldBe(held, "only the holder writes");
            if (!held)
            {
                (await RowAsync(job.Id)).ShouldBe(before, "a stale write changes nothing");
            }
        }

        private async Task LoseLeasesAsync()
        {
            _ahead += 60;
            await database.SetClockAheadAsync(TimeSpan.FromSeconds(_ahead));
            await store.RescueExpiredAsync(TimeSpan.FromSeconds(12), 5, CancellationToken.None);
        }

        private async Task CheckAsync()
        {
            (await database.ListAsync<string>(
                """
                select to_jsonb(q)::text from extraction_queue q where
                  (status_id = 2) <> (worker_id is not null) or (status_id = 2) <> (lease_expires_at is not null)
                  or (status_id in (3, 4) and supabase_path is null)
                  or (status_id = 5) <> (outcome is not null) or (status_id = 5 and error_message is null)
                  or attemtps not between 0 and max_attempts or ocr_attempts not between 0 and ocr_max_attempts
                """)).ShouldBeEmpty();
        }

        /// <summary>From any state, ordinary work brings every document to an end.</summary>
        private async Task FinishAsync()
        {
            await LoseLeasesAsync();
            for (var round = 0; round < 4; round++)
            {
                foreach (var choice in new[] { 0, 1, 3 })
                {
                    var before = _holders.Count;
                    await ClaimAsync(choice);
                    foreach (var job in _holders.Skip(before).ToArray())
                    {
                        await WriteAsync(job, 2);
                    }
                }
            }

            (await database.ListAsync<string>("select document_source || status_id from extraction_queue where status_id in (1, 2) or (status_id = 3 and document_source <> 'plan_cadastraux')"))
                .ShouldBeEmpty();
        }

        private Task<bool> IsHeldAsync(ClaimedJob job) => database.ReadAsync<bool>(
            $"select status_id = 2 and claim_token = {job.ClaimToken} from extraction_queue where id = '{job.Id}'");

        private Task<string> RowAsync(Guid id) => database.ReadAsync<string>($"select to_jsonb(q)::text from extraction_queue q where id = '{id}'");
    }
}

using System.Globalization;
using FsCheck.Fluent;
using Shouldly;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Reviews;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Reviews;

/// <summary>Random histories of words, repeated words, words of people who saw something older, and readings anew, against a model of what stands.</summary>
public sealed class ReviewModelTests(PostgresFixture postgres)
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly ReviewState[] States = [ReviewState.Accepted, ReviewState.Corrected, ReviewState.Refused];

    private static readonly Dispute[] Disputes =
    [
        new(1, "nature", Standing.Disputed, "Hypothèque", "Bail", Witness.TextLayer, null),
        new(2, "nature", Standing.Disputed, "Vente", "Legs", Witness.TextLayer, null),
        new(3, "publication_number", Standing.Disputed, "10000111", "10000112", Witness.TextLayer, null),
    ];

    [Fact]
    public async Task Whatever_is_said_in_whatever_order_the_last_word_stands_once_and_no_reading_loses_it()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var steps = Gen.Choose(0, 99).Two().ListOf(12).Select(list => list.ToArray());

        foreach (var history in steps.Sample(12, 15))
        {
            try
            {
                await new History(database, new(functions), new(functions)).RunAsync(history);
            }
            catch (ShouldAssertException failure)
            {
                throw new ShouldAssertException($"After {string.Join(' ', history)}:", failure);
            }
        }
    }

    private sealed class History(QueueDatabase database, JobStore store, ReviewStore reviews)
    {
        private readonly Dictionary<string, (ReviewState State, string? Value)> _said = [];
        private Guid _id;
        private ReviewDecision? _last;
        private int _words;

        public async Task RunAsync((int Kind, int Choice)[] steps)
        {
            await database.ExecuteAsync("delete from extraction_queue; delete from ocr_reviews; delete from job_events");
            _id = (await store.EnqueueAsync([new(DocumentSource.Index, "1", "Laval", "c")], Never))[0].Id!.Value;
            await ReadAsync();
            foreach (var (kind, choice) in steps)
            {
                await (kind switch
                {
                    < 60 => SayAsync(choice, sawRight: true),
                    < 75 => SayAsync(choice, sawRight: false),
                    < 85 => RepeatAsync(),
                    _ => ReadAsync(),
                });
                await CheckAsync();
            }
        }

        private async Task SayAsync(int choice, bool sawRight)
        {
            var review = await reviews.ReadAsync(_id, true, Never);
            var item = review.Items[choice % review.Items.Count];
            var state = States[choice / 3 % 3];
            var value = state is not ReviewState.Corrected ? null : item.Field is "nature" ? $"Acte {choice % 2}" : string.Create(CultureInfo.InvariantCulture, $"2000000{choice % 2}");
            var saw = sawRight ? item.State : States.Append(ReviewState.Open).First(other => other != item.State);
            var form = new CorrectedForm(review.Document!.Structure!, review.Document.BoostedFileContent!).With(item, new(item.Id, state, value, "me")).Form!;
            _last = new(item.Id, Guid.NewGuid(), saw, state, value, "me", null, review.Document.Revision!, form.Structure, form.Boosted);

            var answer = await reviews.DecideAsync(_last, Never);

            answer.Result.ShouldBe(sawRight ? ReviewResult.Decided : ReviewResult.Refused);
            if (sawRight)
            {
                _said[PlaceOf(item)] = (state, value);
                _words++;
            }
        }

        private async Task RepeatAsync()
        {
            if (_last is not null)
            {
                (await reviews.DecideAsync(_last, Never)).Result.ShouldNotBe(ReviewResult.Stale);
            }
        }

        private async Task ReadAsync()
        {
            await database.ExecuteAsync("update extraction_queue set status_id = 3, supabase_path = 'index/x.pdf', content_sha256 = 'aa'");
            var claim = (await store.ClaimAsync(new(Guid.NewGuid(), 30, "vm-1", [new(JobStage.Ocr, DocumentSource.Index, ["ocr-1"])]), Never)).ShouldHaveSingleItem().Claim;
            var reading = EarlierDecisions.Apply(Reading(), await reviews.FindDecidedAsync("aa", _id, Never));
            (await store.CompleteOcrAsync(claim, reading, Never)).ShouldBe(Written.Now);
            _last = null;
        }

        private async Task CheckAsync()
        {
            var review = await reviews.ReadAsync(_id, true, Never);
            review.Items.Count.ShouldBe(Disputes.Length);
            foreach (var item in review.Items)
            {
                (item.State, item.Value).ShouldBe(_said.GetValueOrDefault(PlaceOf(item), (ReviewState.Open, null)));
            }

            review.Document!.NeedsReview.ShouldBe(review.Items.Any(item => item.State is ReviewState.Open or ReviewState.Refused));
            review.Document.BoostedFileContent.ShouldBe(Expected());
            (await database.ReadAsync<long>("select count(*) from job_events where kind = 'review'")).ShouldBe(_words);
            (await database.ReadAsync<string>("select file_content from extraction_queue")).ShouldBe(Reading().FileContent);
            (await database.ReadAsync<long>("select count(*) from ocr_reviews")).ShouldBe(Disputes.Length);
        }

        private string Expected()
        {
            var page = SampleReadings.Index(3);
            var lines = page.Inscriptions.Select(line => line with
            {
                Nature = ValueOf(line.Line, "nature") ?? line.Nature,
                PublicationNumber = ValueOf(line.Line, "publication_number") ?? line.PublicationNumber,
            });
            return ReadingText.Of([(1, page with { Inscriptions = [.. lines] })]);
        }

        private string? ValueOf(int line, string field) => _said.GetValueOrDefault($"{line} {field}").Value;

        private static string PlaceOf(ReviewItem item) => $"{item.Line} {item.Field}";

        private static OcrResult Reading() => ReadingStructure.OfIndex(
            [new(Guid.Empty, SampleReadings.Index(3), ["a", "b", "c"], 1, PageView.Prepared, default) { Disputes = Disputes }], Guid.Empty, new("model", "prompt", "hash"), []);
    }
}

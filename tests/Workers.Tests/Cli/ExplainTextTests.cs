using System.Text.Json.Nodes;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Documents;
using Xunit;

namespace Workers.Cli;

/// <summary>A document's story in sentences, to the letter.</summary>
public sealed class ExplainTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_that_waits_for_its_next_try_says_since_when_until_when_and_why() => Lines(
        Told(1) with { WaitsFor = "not before 2026-11-29 12:05:00Z", Since = Now.AddMinutes(-30), Document = Facts(1) with { Attempts = 1, AvailableAt = Now.AddMinutes(5), Error = "The site did not answer.", Priority = 3 } },
        """
        PROD acte 12 345 678, Laval, Acte
        id: 3f2504e0
        dossier: 2026-0417
        It waits to be bought (1 EN_ATTENTE) since 2026-11-29 11:30:00Z, for 30 min.
        Attempts: 1 of 3 at buying, 0 of 3 at reading.
        The next try is not before 2026-11-29 12:05:00Z, in 5 min.
        The last error: The site did not answer.
        Its priority is 3 (0 is usual, higher goes first).
        waits for: not before 2026-11-29 12:05:00Z
        """);

    [Fact]
    public void One_that_is_worked_on_names_its_holder_its_lease_and_what_keeps_the_holder() => Lines(
        Told(2) with
        {
            HeldOn = "vm-1", WaitsFor = "Gemini answered 429: nothing is asked for 12 s", Since = Now.AddSeconds(-40),
            Document = Facts(2) with { Stage = "ocr", WorkerId = "ocr-2", OcrAttempts = 1, Progress = 45, ProgressStage = "LLM_EXTRACT", LeaseExpiresAt = Now.AddSeconds(8), StoredAs = "actes/1.pdf", Pages = 3, CancelRequestedAt = Now, ReadAnewAt = Now.AddHours(-1) },
        },
        """
        PROD acte 12 345 678, Laval, Acte
        id: 3f2504e0
        dossier: 2026-0417
        It is being read (2 EN_TRAITEMENT) by ocr-2 on vm-1 since 2026-11-29 11:59:20Z, for 40 s.
        It is at 45 % (LLM_EXTRACT).
        Its lease holds until 2026-11-29 12:00:08Z and is renewed while its worker lives; nobody else may take it.
        Attempts: 0 of 3 at buying, 1 of 3 at reading.
        An operator asked at 2026-11-29 12:00:00Z to cancel it: its worker ends it as soon as it safely can.
        It is read anew: no page that was read before 2026-11-29 11:00:00Z is used.
        Its PDF is stored as actes/1.pdf, 3 pages.
        waits for: Gemini answered 429: nothing is asked for 12 s
        """);

    [Fact]
    public void One_that_nobody_shows_any_more_is_taken_back_when_its_lease_ends() =>
        ExplainText.LinesOf(Told(2) with { Document = Facts(2) with { Stage = "download", WorkerId = "w", LeaseExpiresAt = Now.AddSeconds(8) } })
            .ShouldContain("Its lease holds until 2026-11-29 12:00:08Z; no daemon that shows itself works on it, so it is taken back then.");

    [Fact]
    public void Without_Redis_nothing_is_said_of_who_works_on_it() =>
        ExplainText.LinesOf(Told(2) with { Document = Facts(2) with { Stage = "download", WorkerId = "w", LeaseExpiresAt = Now.AddSeconds(8) }, Unseen = "Redis does not answer at redis://a." })
            .ShouldContain("Its lease holds until 2026-11-29 12:00:08Z and is renewed while its worker lives; which daemon works on it cannot be seen: Redis does not answer at redis://a.");

    [Fact]
    public void One_that_is_read_tells_its_doubts_what_it_cost_and_where_its_time_went() => Lines(
        Told(4) with
        {
            Since = Now.AddHours(-2),
            Document = Facts(4) with { StoredAs = "actes/1.pdf", Pages = 1, NeedsReview = true, ReviewReason = "page 1: amount" },
            Reviews = new(2, 0, 3, [1]),
            Reading = new(new(2026, 11, 29), 4, 0.0312m, 0, 0.04m, []),
            Purchases = [new(Guid.Empty, "stored", "12A3456", Now.AddHours(-3), null, 1.50m, "2026-0417")],
            Times = [new("waiting to be bought", TimeSpan.FromMinutes(3)), new("being bought", TimeSpan.FromSeconds(31))],
        },
        """
        PROD acte 12 345 678, Laval, Acte
        id: 3f2504e0
        dossier: 2026-0417
        It is read (4 OCR_COMPLETE) since 2026-11-29 10:00:00Z, for 2 h, 1 page; its reading needs a person.
        In doubt: page 1: amount
        Its PDF is stored as actes/1.pdf, 1 page.
        waits for: nothing
        review: 2 of 3 doubts are open on pages 1; next: review show 3f2504e0
        purchase: stored with 12A3456 at 2026-11-29 09:00:00Z for 1.50 CAD in dossier 2026-0417
        reading: 4 questions for 0.0312 USD (expected 0.0400)
        time: 3 min waiting to be bought, 31 s being bought
        """);

    [Fact]
    public void One_that_failed_says_why_what_to_do_where_the_evidence_is_and_how_it_went() => Lines(
        Told(5) with
        {
            Document = Facts(5) with { Outcome = "ambiguous", Error = "Two documents fit.", UpdatedAt = Now.AddDays(-3) },
            Evidence = ["/var/lib/workers/registre/evidence/2026-11-26/1"],
            Events =
            [
                new(1, Now.AddDays(-3), "enqueued", null, JobStatus.EnAttente, null, null, null, null, null),
                new(2, Now.AddDays(-3).AddSeconds(10), "claimed", JobStatus.EnAttente, JobStatus.EnTraitement, JobStage.Download, "registre-1", 7, null, null),
                new(3, Now.AddDays(-3).AddSeconds(40), "handed_back", JobStatus.EnTraitement, JobStatus.EnAttente, JobStage.Download, "registre-1", 7, "the site is closed", Details("""{"reason": "outage"}""")),
                new(4, Now.AddDays(-3).AddHours(2), "failed", JobStatus.EnTraitement, JobStatus.Erreur, JobStage.Download, "registre-1", 8, "Two documents fit.", Details("""{"outcome": "ambiguous", "candidates": ["Laval", "Hull"]}""")),
                new(5, Now.AddDays(-1), "retried", JobStatus.Erreur, JobStatus.EnAttente, null, null, null, null, Details("""{"bulk": "b1"}""")),
                new(6, Now.AddDays(-1), "painted", null, null, null, null, null, "red", null),
            ],
        },
        """
        PROD acte 12 345 678, Laval, Acte
        id: 3f2504e0
        dossier: 2026-0417
        It ended as ambiguous (5 ERREUR) since 2026-11-26 12:00:00Z, for 3 d: Two documents fit.
        What to do: explain names the candidates; correct the row, then retry.
        As it is typed: Workers retry 3f2504e0 --env prod
        waits for: nothing
        evidence: /var/lib/workers/registre/evidence/2026-11-26/1
        history:
          2026-11-26 12:00:00Z            added
          2026-11-26 12:00:10Z     +10 s  buying begins: registre-1
          2026-11-26 12:00:40Z     +30 s  handed back to 1 EN_ATTENTE (outage): the site is closed
          2026-11-26 14:00:00Z      +2 h  ended as ambiguous: Two documents fit. Candidates: Laval; Hull
          2026-11-28 12:00:00Z     +46 h  tried again, from 1 EN_ATTENTE (bulk change b1)
          2026-11-28 12:00:00Z      +0 s  painted: red
        """);

    [Fact]
    public void A_plan_and_a_status_of_others_are_said_as_they_are()
    {
        ExplainText.LinesOf(Told(3) with { Document = Facts(3) with { Source = "plan_cadastraux" } }).ShouldContain("It is complete (3 COMPLETE): a plan is stored, not read.");
        ExplainText.LinesOf(Told(6)).ShouldContain("Its status is 6, which this program does not know.");
    }

    [Fact]
    public void Columns_that_others_filled_in_their_own_way_are_missing_not_fatal()
    {
        var facts = DocumentFacts.Of(JsonNode.Parse("""{"id": 7, "status_id": "3", "document_number": null, "attemtps": "many", "created_at": "yesterday", "available_at": "2026-11-29T12:00:00+00:00", "needs_review": true}""")!.AsObject());

        (facts.Id, facts.Status, facts.Number, facts.Attempts, facts.CreatedAt, facts.AvailableAt, facts.NeedsReview).ShouldBe(("7", 3, "", 0, null, Now, true));
    }

    private static void Lines(DocumentExplanation told, string expected) => string.Join('\n', ExplainText.LinesOf(told)).ShouldBe(expected);

    private static JsonObject Details(string text) => JsonNode.Parse(text)!.AsObject();

    private static DocumentExplanation Told(int status) => new(TargetEnvironment.Prod, Now, Facts(status), null, null, null, [], [], [], [], []);

    private static DocumentFacts Facts(int status) => new("3f2504e0", status, "acte", "12 345 678", "Laval, Acte", 0, 3, 0, 3, 0, 0, false, "2026-0417");
}

using System.IO.Compression;
using System.Text;
using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Support;
using Xunit;

namespace Workers.Simulators;

/// <summary>The stranger's moods: how many answers meet one, what was done behind them, and what is on the wire.</summary>
public sealed class StrangerMoodTests(PostgresFixture postgres)
{
    private const string Note =
        """
        create table seen (id bigserial primary key, note text);
        create function noted(note text) returns json language sql as
          'insert into seen (note) values (note) returning json_build_object(''note'', note, ''padding'', repeat(''x'', 300))';
        """;

    public static TheoryData<string> Names => [.. StrangerVariations.All.Select(variation => variation.Name)];

    [Fact]
    public void Every_variation_has_a_name_of_its_own_and_a_source()
    {
        StrangerVariations.All.Select(variation => variation.Name).ShouldBeUnique();
        StrangerVariations.All.ShouldAllBe(variation => variation.Source.Length > 0);
        StrangerVariations.All.Select(variation => variation.Outcome).Distinct().Count().ShouldBe(Enum.GetValues<StrangerOutcome>().Length);
    }

    /// <summary>A first call under each variation, and a second: what its outcome promises holds for a client that does nothing of its own.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_variation_keeps_what_its_outcome_promises(string name)
    {
        var variation = StrangerVariations.All.Single(one => one.Name == name);
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Note, variation.Of);
        visitor.Stranger.Shelf.AddBucket("deeds");
        var storage = variation.Realm is StrangerRealm.Storage;

        var first = await TryAsync(visitor, variation, storage, "first");
        var later = false;
        for (var again = 0; again < 3 && !later; again++)
        {
            later = await TryAsync(visitor, variation, storage, "again");
        }

        var done = storage
            ? visitor.Stranger.Shelf.Objects.Count(stored => stored.Name == "first")
            : await visitor.ReadAsync<long>("select count(*) from seen where note = 'first'");
        (first, later, done).ShouldBe(variation.Outcome switch
        {
            StrangerOutcome.Same => (true, true, 1L),
            StrangerOutcome.Retried => (false, true, 0L),
            StrangerOutcome.Lost => (false, true, 1L),
            _ => (false, false, 0L),
        });
    }

    [Fact]
    public async Task A_body_is_packed_for_who_asks()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Note);

        using var plain = await visitor.CallAsync("noted", """{"note":"a"}""");
        using var packed = await visitor.CallAsync("noted", """{"note":"a"}""", change: request => request.Headers.Add("Accept-Encoding", "gzip"));

        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        packed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var body = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        (await new StreamReader(body).ReadToEndAsync()).ShouldBe(await plain.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_mood_may_change_while_it_runs_and_a_key_that_is_wrong_is_told_before_PostgREST_is_asked()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Note, options => options with { Mood = StrangerMoods.SchemaCacheLost(null) });
        using var wrong = await visitor.CallAsync("noted", """{"note":"a"}""", key: "wrong");
        using var lost = await visitor.CallAsync("noted", """{"note":"a"}""");
        visitor.Stranger.Mood = StrangerMood.Normal;
        using var well = await visitor.CallAsync("noted", """{"note":"a"}""");

        visitor.Stranger.Visits.Select(visit => visit.Status).ShouldBe([401, 503, 200]);
        visitor.Stranger.Visits.Select(visit => visit.Mood).ShouldBe(["pgrst002", "pgrst002", "normal"]);
    }

    [Fact]
    public async Task A_redirect_leads_to_https_or_to_another_name_of_this_machine()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Note, options => options with { Mood = StrangerMoods.MovedToHttps });
        using var moved = await visitor.CallAsync("noted");
        visitor.Stranger.Mood = StrangerMoods.MovedElsewhere;
        using var elsewhere = await visitor.CallAsync("noted");

        ((int)moved.StatusCode, moved.Headers.Location).ShouldBe((301, new Uri($"https://{visitor.Stranger.Address.Authority}/rest/v1/rpc/noted")));
        ((int)elsewhere.StatusCode, elsewhere.Headers.Location).ShouldBe((308, new Uri($"http://localhost:{visitor.Stranger.Address.Port}/rest/v1/rpc/noted")));
        visitor.Stranger.Visits.ShouldAllBe(visit => visit.HadKey && visit.Host.StartsWith("127.0.0.1"));
    }

    [Fact]
    public async Task Many_at_once_each_get_the_answer_to_their_own_question()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Note);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            using var answer = await visitor.CallAsync("noted", $$"""{"note":"n{{number}}"}""");
            return (await answer.Content.ReadAsStringAsync()).Contains($"\"n{number}\"", StringComparison.Ordinal);
        }));

        answers.ShouldAllBe(own => own);
    }

    /// <summary>True when the answer is good, whole and to the point.</summary>
    private static async Task<bool> TryAsync(StrangerVisitor visitor, StrangerVariation variation, bool storage, string note)
    {
        try
        {
            var key = visitor.Options.KeyOf(variation.Key);
            var also = variation.Name == "secret-key-also-as-bearer";
            using var answer = storage
                ? await visitor.StoreAsync(HttpMethod.Put, "object/deeds/" + note, Encoding.UTF8.GetBytes(note), "text/plain", key)
                : await visitor.CallAsync("noted", $$"""{"note":"{{note}}"}""", key, request => request.Headers.Authorization = also ? new("Bearer", key) : null);
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (answer.Content.Headers.ContentEncoding.Contains("gzip"))
            {
                using var packed = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
                using var whole = new MemoryStream();
                await packed.CopyToAsync(whole);
                body = whole.ToArray();
            }

            var text = Encoding.UTF8.GetString(body);
            return answer.IsSuccessStatusCode && text.Contains(note, StringComparison.Ordinal) && text.EndsWith('}');
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

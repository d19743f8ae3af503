using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Ocr.Readings;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Readers;

public sealed class PageResultsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Kept_pages_of_a_long_document_are_all_found_piece_by_piece()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var results = new PageResults(new(), new(), new([functions]), TimeProvider.System, NullLogger<PageResults>.Instance);
        var key = new ReadingKey(TargetEnvironment.Dev, new string('a', 64), "index", new ReadBy("model", "prompt", "hash"));
        var text = new string('x', 3_000_000);
        for (var page = 1; page <= 7; page++)
        {
            await results.SaveAsync(key, page, new PageResult<string>(Guid.NewGuid(), $"{page}{text}", [], 1, default, default), CancellationToken.None);
        }

        var found = await results.FindAsync<string>(key, 7, CancellationToken.None);

        found.Keys.Order().ShouldBe(Enumerable.Range(1, 7));
        found[7].Reading[0].ShouldBe('7');
    }

    [Fact]
    public async Task A_document_that_is_read_anew_uses_only_pages_read_since_and_they_take_the_place_of_the_older_ones()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var results = new PageResults(new() { SharesResults = true }, new(), new([functions]), TimeProvider.System, NullLogger<PageResults>.Instance);
        var key = new ReadingKey(TargetEnvironment.Dev, new string('a', 64), "index", new ReadBy("model", "prompt", "hash"));
        await SaveAsync(key, "first");
        await database.SetClockAheadAsync(TimeSpan.FromMinutes(2));
        var anew = key with { Since = DateTimeOffset.UtcNow.AddMinutes(1) };

        (await results.FindAsync<string>(anew, 1, CancellationToken.None)).ShouldBeEmpty();
        await SaveAsync(anew, "second");
        await SaveAsync(anew, "third");

        (await results.FindAsync<string>(anew, 1, CancellationToken.None))[1].Reading.ShouldBe("second", "a page that is read since then is not paid again");
        (await results.FindAsync<string>(key, 1, CancellationToken.None))[1].Reading.ShouldBe("second");

        Task SaveAsync(ReadingKey by, string text) => results.SaveAsync(by, 1, new PageResult<string>(Guid.NewGuid(), text, [], 1, default, default), CancellationToken.None);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_environment_has_read_serves_here_where_that_is_allowed(bool shares)
    {
        await using var dev = await QueueDatabase.CreateAsync(postgres);
        await using var prod = await QueueDatabase.CreateAsync(postgres);
        await using var here = dev.OpenFunctions();
        await using var there = prod.OpenFunctions(TargetEnvironment.Prod);
        var results = new PageResults(new() { SharesResults = shares }, new(), new([here, there]), TimeProvider.System, NullLogger<PageResults>.Instance);
        var key = new ReadingKey(TargetEnvironment.Prod, new string('a', 64), "index", new ReadBy("model", "prompt", "hash"));
        var paid = Guid.NewGuid();
        await results.SaveAsync(key, 1, new PageResult<string>(paid, "read", [], 1, default, new(10, 10, 1)), CancellationToken.None);

        var found = await results.FindAsync<string>(key with { Environment = TargetEnvironment.Dev }, 2, CancellationToken.None);
        found.Count.ShouldBe(shares ? 1 : 0);

        // It is kept here too: it is found when the other environment is gone.
        var alone = new PageResults(new(), new(), new([here]), TimeProvider.System, NullLogger<PageResults>.Instance);
        (await alone.FindAsync<string>(key with { Environment = TargetEnvironment.Dev }, 2, CancellationToken.None)).Values.Select(page => page.JobId)
            .ShouldBe(shares ? [paid] : []);
    }

    [Fact]
    public async Task A_looser_environment_never_serves_a_stricter_one()
    {
        await using var dev = await QueueDatabase.CreateAsync(postgres);
        await using var prod = await QueueDatabase.CreateAsync(postgres);
        await using var here = dev.OpenFunctions();
        await using var there = prod.OpenFunctions(TargetEnvironment.Prod);
        var results = new PageResults(new(), new(), new([here, there]), TimeProvider.System, NullLogger<PageResults>.Instance);
        var key = new ReadingKey(TargetEnvironment.Dev, new string('a', 64), "index", new ReadBy("model", "prompt", "hash"));
        await results.SaveAsync(key, 1, new PageResult<string>(Guid.NewGuid(), "tried out", [], 1, default, default), CancellationToken.None);

        (await results.FindAsync<string>(key with { Environment = TargetEnvironment.Prod }, 1, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_the_model_that_stands_in_is_kept_by_its_name_and_serves_while_it_stands_in()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        PageResults With(string? fallback) => new(new(), new() { FallbackModel = fallback }, new([functions]), TimeProvider.System, NullLogger<PageResults>.Instance);
        var key = new ReadingKey(TargetEnvironment.Dev, new string('a', 64), "index", new ReadBy("model", "prompt", "hash"));
        await With("other").SaveAsync(key, 1, new PageResult<string>(Guid.NewGuid(), "read", [], 1, default, default) { StandIn = "other" }, CancellationToken.None);

        (await With("other").FindAsync<string>(key, 1, CancellationToken.None))[1].StandIn.ShouldBe("other");
        (await With(null).FindAsync<string>(key, 1, CancellationToken.None)).ShouldBeEmpty();
    }

    /// <summary>A version after this one may keep more with a page.</summary>
    [Fact]
    public async Task A_page_with_members_that_nobody_knows_is_read()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var results = new PageResults(new(), new(), new([functions]), TimeProvider.System, NullLogger<PageResults>.Instance);
        var key = new ReadingKey(TargetEnvironment.Dev, new string('a', 64), "index", new ReadBy("model", "prompt", "hash"));
        await results.SaveAsync(key, 1, new PageResult<string>(Guid.NewGuid(), "read", [], 1, default, default), CancellationToken.None);
        await database.ExecuteAsync("update ocr_pages set result = result || '{\"later\": 1}'");

        (await results.FindAsync<string>(key, 1, CancellationToken.None)).Count.ShouldBe(1);
    }
}

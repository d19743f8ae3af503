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
        var results = new PageResults(new([functions]), NullLogger<PageResults>.Instance);
        var key = new ReadingKey(TargetEnvironment.Dev, new string('a', 64), "index", new ReadBy("model", "prompt", "hash"));
        var text = new string('x', 3_000_000);
        for (var page = 1; page <= 7; page++)
        {
            await results.SaveAsync(key, page, new PageResult<string>(Guid.NewGuid(), $"{page}{text}", [], 1, default, default), CancellationToken.None);
        }

        var found = await results.FindAsync<string>(key, CancellationToken.None);

        found.Keys.Order().ShouldBe(Enumerable.Range(1, 7));
        found[7].Reading[0].ShouldBe('7');
    }
}

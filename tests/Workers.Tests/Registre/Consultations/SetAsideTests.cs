using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Consultations;

public sealed class SetAsideTests : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly SetAside _aside;

    public SetAsideTests()
    {
        Directory.CreateDirectory(_folder.File("aside"));
        _aside = new(_folder.File("aside"), Kept, _clock);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bytes_that_differ_are_kept_both_and_the_same_once()
    {
        var purchase = Guid.NewGuid();
        await TakeAsync(purchase, "one");
        await TakeAsync(purchase, "other");
        await TakeAsync(purchase, "one");
        await TakeAsync(purchase, "");
        _aside.Take(purchase, _folder.File("never there"), "cut-off");

        Of(purchase).Select(File.ReadAllText).ShouldBe(["one", "other"], ignoreOrder: true);
        File.Exists(_folder.File("arrived.pdf")).ShouldBeTrue("an empty file is nothing that was paid for");
    }

    [Fact]
    public async Task Only_what_belongs_to_a_stored_document_ends_and_only_after_its_time()
    {
        var (stored, open) = (Guid.NewGuid(), Guid.NewGuid());
        await TakeAsync(stored, "one");
        await TakeAsync(open, "other");

        _aside.Stored(stored);
        _clock.Advance(Kept);
        _aside.Stored(Guid.NewGuid());
        Of(stored).Length.ShouldBe(2);

        _clock.Advance(TimeSpan.FromDays(1));
        _aside.Stored(Guid.NewGuid());

        Directory.Exists(_folder.File($"aside/{stored}")).ShouldBeFalse();
        Of(open).ShouldHaveSingleItem();
    }

    private async Task TakeAsync(Guid purchase, string content)
    {
        await File.WriteAllTextAsync(_folder.File("arrived.pdf"), content);
        _aside.Take(purchase, _folder.File("arrived.pdf"), "cut-off");
    }

    private string[] Of(Guid purchase) => Directory.GetFiles(_folder.File($"aside/{purchase}"));
}

using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

[Collection(RegistreCollection.Name)]
public sealed class EvidenceTests(RegistreWorld world) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    public async ValueTask InitializeAsync()
    {
        await world.StartAsync();
        await world.RestartAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_failure_is_kept_with_picture_pages_and_console_and_without_password_or_cookies()
    {
        world.Site.Faults.Switch(new(FaultName.RenamedForm));

        var failed = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000051"))).ShouldBeOfType<JobOutcome.Failed>();

        var folder = (string)failed.Details!["evidence"]!;
        var session = world.Site.Sessions.Live().ShouldHaveSingleItem();
        var files = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).ToList();
        files.ShouldContain("page.png");
        files.ShouldContain("frame-0.html");
        (await File.ReadAllTextAsync(Path.Combine(folder, "console.txt"))).ShouldContain("200 GET http://127.0.0.1:");
        foreach (var (name, text) in TextsOf(folder))
        {
            text.ShouldNotContain("simulateur", Case.Insensitive, name);
            text.ShouldNotContain(session.Id, Case.Insensitive, name);
        }
    }

    [Fact]
    public async Task A_login_that_is_refused_leaves_evidence_without_the_password()
    {
        await world.RestartAsync("12A3456:mistyped-secret");

        var before = Logins();

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000052"))).ShouldBeOfType<JobOutcome.HandedBack>();

        var folder = Logins().Except(before).ShouldHaveSingleItem();
        TextsOf(folder).ShouldContain(file => file.Name == "frame-0.html" && file.Text.Contains("invalide"));
        TextsOf(folder).ShouldAllBe(file => !file.Text.Contains("mistyped-secret"));
        await world.RestartAsync();
    }

    [Fact]
    public async Task Of_each_account_the_last_good_purchase_is_kept_and_no_other()
    {
        world.Shelve(PaperKind.Index, "2000061");
        world.Shelve(PaperKind.Index, "2000062");

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000061"))).ShouldBeOfType<JobOutcome.Stored>();
        await world.Worker.RestAsync();
        var last = Path.Combine(world.DataPath, "registre", "evidence", "last");
        TextsOf(Directory.GetDirectories(last).ShouldHaveSingleItem()).ShouldContain(file => file.Text.Contains("2000061") || file.Text.Contains("2 000 061"));
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000062"))).ShouldBeOfType<JobOutcome.Stored>();
        await world.Worker.RestAsync();

        var folder = Directory.GetDirectories(last).ShouldHaveSingleItem();
        Path.GetFileName(folder).ShouldBe("12A3456");
        File.Exists(Path.Combine(folder, "page.png")).ShouldBeTrue();
        var texts = TextsOf(folder).Where(file => file.Name != "page.png").ToList();
        texts.ShouldContain(file => file.Text.Contains("2000062") || file.Text.Contains("2 000 062"));
        texts.ShouldNotContain(file => file.Text.Contains("2000061") || file.Text.Contains("2 000 061"));
        var session = world.Site.Sessions.Live().ShouldHaveSingleItem();
        foreach (var (name, text) in texts)
        {
            text.ShouldNotContain("simulateur", Case.Insensitive, name);
            text.ShouldNotContain(session.Id, Case.Insensitive, name);
        }
    }

    [Theory]
    [InlineData("pass&wo\"rd <é>\\", "{\"value\":\"pass&wo\\\"rd <é>\\\\\"}")]
    [InlineData("pass&word", "txtMotPasse=pass%26word&x=1")]
    [InlineData("a+b c", "txtMotPasse=a%2Bb+c")]
    [InlineData("a<b>", "<input value=\"a&lt;b&gt;\">")]
    public void A_password_is_blanked_however_it_is_written(string password, string text)
    {
        var blanked = new Blanking(password, ["short", "a-long-session"]).Apply(text + " a-long-session short");

        blanked.ShouldContain("***");
        blanked.ShouldEndWith(" *** short");
        blanked.ShouldNotContain("word");
        blanked.ShouldNotContain("b c");
    }

    [Fact]
    public void What_is_too_old_or_too_much_goes_oldest_first_and_the_newest_stays()
    {
        EvidenceRetention.Expired(["2026-03-01", "2026-03-19", "notes"], Now, TimeSpan.FromDays(14)).ShouldBe(["2026-03-01"]);
        EvidenceRetention.Stale([("old", Now.AddDays(-15)), ("new", Now.AddDays(-1))], Now, TimeSpan.FromDays(14)).ShouldBe(["old"]);
        KeptEvidence[] all = [new("old", Now.AddDays(-3), 40), new("new", Now, 70), new("middle", Now.AddDays(-1), 30)];

        EvidenceRetention.Excess(all, 100).ShouldBe(["old"]);
        EvidenceRetention.Excess(all, 1000).ShouldBeEmpty();
        EvidenceRetention.Excess(all, 1).ShouldBe(["middle", "old"]);
    }

    private IReadOnlyList<string> Logins() =>
        Path.Combine(world.DataPath, "registre", "evidence") is var kept && Directory.Exists(kept) ? Directory.GetDirectories(kept, "*-login", SearchOption.AllDirectories) : [];

    private static IReadOnlyList<(string Name, string Text)> TextsOf(string folder) =>
        [.. Directory.GetFiles(folder).Select(file => (Path.GetFileName(file), File.ReadAllText(file)))];
}

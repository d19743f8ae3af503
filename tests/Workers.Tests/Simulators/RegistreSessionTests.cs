using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Xunit;

namespace Workers.Simulators;

public sealed class RegistreSessionTests
{
    private static readonly RegisteredDocument Acte = new()
    {
        Source = PaperKind.Acte,
        Number = "25616321",
        Circonscription = "Montréal",
        ActeType = "Acte",
        Pages = 1,
    };

    [Fact]
    public async Task Nobody_passes_without_a_login_and_a_wrong_password_is_refused_then_locks()
    {
        await using var site = await StartAsync(new RegistreOptions { LockAfter = 2 });
        using var visitor = new RegistreVisitor(site);

        await visitor.GetAsync(SitePaths.IndexSearch);
        visitor.Path.ShouldContain(SitePaths.Login);
        await visitor.LoginAsync(password: "faux");
        visitor.Message.ShouldBe("Le code d'utilisateur ou le mot de passe est invalide.");
        await visitor.LoginAsync(password: "faux");
        await visitor.LoginAsync();
        visitor.Message.ShouldNotBeNull().ShouldContain("verrouillé");
        site.Sessions.Live().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_expires_after_inactivity_and_lives_on_while_it_is_used()
    {
        var clock = new MovableClock();
        await using var site = await StartAsync(new RegistreOptions { Time = clock, Inactivity = TimeSpan.FromMinutes(20) });
        using var visitor = new RegistreVisitor(site);
        await visitor.LoginAsync();

        clock.Advance(TimeSpan.FromMinutes(19));
        await visitor.GetAsync(SitePaths.IndexSearch);
        visitor.Path.ShouldContain(SitePaths.IndexSearch);
        clock.Advance(TimeSpan.FromMinutes(19));
        await visitor.GetAsync(SitePaths.IndexSearch);
        visitor.Path.ShouldContain(SitePaths.IndexSearch);
        clock.Advance(TimeSpan.FromMinutes(21));
        await visitor.GetAsync(SitePaths.IndexSearch);
        visitor.Path.ShouldContain(SitePaths.Login);
        visitor.Message.ShouldBe("Votre session est expirée. Veuillez vous identifier de nouveau.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_login_ends_the_first_session_when_told_so(bool ends)
    {
        await using var site = await StartAsync(new RegistreOptions { SecondLoginEndsFirst = ends });
        using var first = new RegistreVisitor(site);
        using var second = new RegistreVisitor(site);
        await first.LoginAsync();
        await second.LoginAsync();

        await first.GetAsync(SitePaths.Welcome);
        await second.GetAsync(SitePaths.Welcome);

        first.Path.ShouldContain(ends ? SitePaths.Login : SitePaths.Welcome);
        second.Path.ShouldContain(SitePaths.Welcome);
    }

    [Fact]
    public async Task Logging_out_ends_the_session()
    {
        await using var site = await StartAsync(new RegistreOptions());
        using var visitor = new RegistreVisitor(site);
        await visitor.LoginAsync();

        await visitor.GetAsync(SitePaths.Logout);
        await visitor.GetAsync(SitePaths.Welcome);

        visitor.Path.ShouldContain(SitePaths.Login);
        site.Sessions.Live().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_cap_of_the_day_stops_buying_until_the_next_day()
    {
        var clock = new MovableClock();
        await using var site = await StartAsync(new RegistreOptions { DailyCap = 1, Time = clock, Inactivity = TimeSpan.FromDays(3) });
        using var visitor = new RegistreVisitor(site);
        await visitor.LoginAsync();

        await visitor.SearchActeAsync("Montréal", "Acte", "25616321");
        await visitor.SearchActeAsync("Montréal", "Acte", "25616321");
        visitor.Message.ShouldBe("Le nombre maximal de consultations permis pour la journée est atteint.");
        site.Bill.All().Count.ShouldBe(1);

        clock.Advance(TimeSpan.FromDays(1));
        await visitor.SearchActeAsync("Montréal", "Acte", "25616321");
        site.Bill.All().Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_bill_survives_a_restart_and_a_billed_document_is_opened_again_for_free()
    {
        var folder = Directory.CreateTempSubdirectory("registre-");
        try
        {
            var options = new RegistreOptions { BillPath = Path.Combine(folder.FullName, "bill.jsonl"), PapersFolder = folder.FullName };
            await using (var site = await StartAsync(options))
            {
                using var visitor = new RegistreVisitor(site);
                await visitor.LoginAsync();
                await visitor.SearchActeAsync("Montréal", "Acte", "25616321");
            }

            await using var again = await RegistreSite.StartAsync(options, TestContext.Current.CancellationToken);
            using var returning = new RegistreVisitor(again);
            await returning.LoginAsync();
            await returning.GetAsync(SitePaths.Invoices);
            returning.Text.ShouldContain("<td>25 616 321</td><td>Montréal</td>");
            returning.Text.ShouldContain("<td>1,50 $</td>");
            await returning.GetAsync($"{SitePaths.Reopen}?noConsl=1");
            await returning.SaveAsync();

            var pages = await PaperReader.IdentifyAsync(returning.Bytes, "application/pdf", TestContext.Current.CancellationToken);
            pages.ShouldHaveSingleItem().Mark.ShouldBe(new PageMark(Acte.ToPaper().Key, 1));
            again.Bill.All().Count.ShouldBe(1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<RegistreSite> StartAsync(RegistreOptions options)
    {
        var site = await RegistreSite.StartAsync(options, TestContext.Current.CancellationToken);
        site.Catalogue.Add(Acte);
        return site;
    }

    private sealed class MovableClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan by) => now += by;

        public override DateTimeOffset GetUtcNow() => now;
    }
}

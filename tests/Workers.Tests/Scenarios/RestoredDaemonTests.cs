using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Registre;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built daemon on a database that an older backup was restored into.</summary>
public sealed partial class RestoredDaemonTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task What_was_bought_after_the_backup_is_fetched_and_not_bought_again()
    {
        var documents = new MixedDocuments(6);
        Account[] accounts = [new("12A3456", "simulateur"), new("34B5678", "simulateur")];
        await using var site = await RegistreSite.StartAsync(new() { Accounts = accounts });
        site.Catalogue.Add(documents.Held);
        await using var world = await BuyersWorld.StartAsync(postgres, site.BaseUrl, accounts.Select(account => $"{account.Code}:{account.Password}"), workers: 2);
        await world.EnqueueAsync(documents.Asked);
        var backup = Path.Combine(world.Folder, "backup");
        (await world.RunAsync("backup", backup)).ShouldSatisfyAllConditions(
            made => made.ExitCode.ShouldBe(ExitCode.Success, made.Text), made => made.Text.ShouldContain("DEV: 6 documents and all that tells of them"), made => made.Text.ShouldContain("Backed up in"));
        await using (var daemon = world.StartDaemon())
        {
            await daemon.WaitForAsync(async _ => await world.CountWaitingAsync() == 0, Soon);
            daemon.Terminate();
            (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
        }

        var bought = site.Bill.All().Select(line => line.Document.Key).ToList();
        bought.ShouldBe(documents.Held.Select(document => document.ToPaper().Key), ignoreOrder: true);
        var over = await world.RunAsync("restore", backup, "--yes");
        over.ExitCode.ShouldBe(ExitCode.Data, over.Text);
        over.Text.ShouldMatch("DEV: .* holds 6 documents .*, and nothing is put over them");

        await using var empty = await QueueDatabase.CreateEmptyAsync(postgres);
        world.Settings["DEV_SUPABASE_DB_URL"] = empty.Url;
        (await world.RunAsync("restore", backup)).Text.ShouldContain("Nothing was changed");
        (await empty.ReadAsync<bool>("select to_regclass('public.extraction_queue') is null")).ShouldBeTrue();
        var restored = await world.RunAsync("restore", backup, "--yes");
        restored.ExitCode.ShouldBe(ExitCode.Success, restored.Text);
        (await empty.ReadAsync<long>("select count(*) from extraction_queue where status_id = 1")).ShouldBe(6);

        await using var again = world.StartDaemon();
        await again.WaitForAsync("Ordered: buying is paused", Soon);
        var told = Told().Match(restored.Text).Groups["command"].Value.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var preview = await world.RunAsync(told[..^1]);
        preview.Text.ShouldContain("6 would be adopted, 0 not, 0 billed and nobody's. Nothing was changed");
        (await empty.ReadAsync<long>("select count(*) from registre_consultations")).ShouldBe(0);
        var adopted = await world.RunAsync(told);
        adopted.ExitCode.ShouldBe(ExitCode.Success, adopted.Text);
        adopted.Text.ShouldContain("6 adopted, 0 not, 0 billed and nobody's.");
        (await world.RunAsync("resume", "buying")).ExitCode.ShouldBe(ExitCode.Success);
        await again.WaitForAsync(async _ => await empty.ReadAsync<long>("select count(*) from extraction_queue where status_id in (1, 2)") == 0, Soon);

        site.Bill.All().Select(line => line.Document.Key).ShouldBe(bought, ignoreOrder: true, again.Log);
        (await empty.ReadAsync<long>("select count(*) from extraction_queue where status_id = 3")).ShouldBe(6, again.Log);
        (await empty.ReadAsync<decimal>("select sum(price_cad) from registre_consultations where state = 'stored'")).ShouldBe(9.00m);
        var reconciled = await world.RunAsync("invoices", "reconcile");
        reconciled.ExitCode.ShouldBe(ExitCode.Success, reconciled.Text);
        reconciled.Text.ShouldContain("6 billed and known");
    }

    [GeneratedRegex("(?<command>invoices adopt --env dev --since [0-9-]+ --yes)", RegexOptions.None, 1000)]
    private static partial Regex Told();
}

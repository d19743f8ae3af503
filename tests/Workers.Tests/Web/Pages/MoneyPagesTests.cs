using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Support;
using Workers.Web.Pages.Failures;
using Workers.Web.Pages.Money;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>What was spent, which accounts are set aside and what failed, to whom the role shows it.</summary>
public sealed class MoneyPagesTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string Account = "12A3456";

    private readonly string _prefix = redis.NewPrefix();
    private WebWorld _world = null!;
    private PageVisitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(
            postgres, redis, ("REGISTRE_ACCOUNTS", $"{Account}:simulateur"), ("REDIS_KEY_PREFIX", _prefix), ("REGISTRE_BUDGET_CAD_DAY", "40"), ("REGISTRE_BUDGET_CAD_ACCOUNT_DAY", "5"));
        _visitor = new(_world.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Spending_is_told_by_day_dossier_and_model_and_by_account_to_operators()
    {
        await SpendAsync();
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));
        var page = (await _visitor.GetAsync("/money")).Said;
        foreach (var told in new[] { "2026-0412 Tremblay", "gemini-x", Account, "facturé et inconnu", "Copie d’acte 123" })
        {
            page.ShouldContain(told);
        }

        page.ShouldContain("3,00\u00A0$ sur 40,00\u00A0$", Case.Sensitive, "today: two deeds, one of them in doubt");
        System.Text.RegularExpressions.Regex.Count(page, "<rect class=\"day\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)).ShouldBe(60, "thirty days of each");

        using var reader = new PageVisitor(_world.Address);
        await reader.SignInAsync(await _world.KeyAsync(AccessRole.Reader));
        var shown = (await reader.GetAsync("/money")).Said;
        shown.ShouldContain("2026-0412 Tremblay");
        shown.ShouldNotContain(Account);
        shown.ShouldNotContain("Copie d’acte 123");
        using var other = new PageVisitor(_world.Address);
        await other.SignInAsync(await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        (await other.GetAsync("/money")).Said.ShouldNotContain("2026-0412 Tremblay");
    }

    [Fact]
    public async Task An_account_counts_against_its_budget_with_all_its_dossiers()
    {
        await _world.Dev.ExecuteAsync(
            $"""
            insert into registre_consultations (environment, job_id, account, dossier, document_source, document_number, state, price_cad, submitting_at, claim_token)
            select 'DEV', gen_random_uuid(), '{Account}', 'dossier ' || i, 'acte', i::text, 'stored', 0.25, now(), 1 from generate_series(1, 16) as i
            """);
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));

        (await _visitor.GetAsync("/money")).Said.ShouldContain("4,00\u00A0$ sur 5,00\u00A0$");
    }

    [Fact]
    public async Task What_was_asked_is_told_to_all_for_half_a_minute_and_what_failed_is_asked_anew()
    {
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Reader));
        await _world.Dev.ExecuteAsync("alter function workers_money(jsonb) rename to away");
        (await _visitor.GetAsync("/money")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await _world.Dev.ExecuteAsync("alter function away(jsonb) rename to workers_money");
        (await _visitor.GetAsync("/money")).Status.ShouldBe(HttpStatusCode.OK);
        await SpendAsync();

        (await _visitor.GetAsync("/money")).Said.ShouldNotContain("2026-0412 Tremblay");
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        (await _visitor.GetAsync("/money")).Said.ShouldContain("2026-0412 Tremblay");
    }

    [Fact]
    public async Task All_who_wait_for_an_answer_share_one_asking()
    {
        var (asked, answer) = (0, new TaskCompletionSource<int>());
        var shared = new SharedAnswers<int>(TimeProvider.System, TimeSpan.FromHours(1), _ =>
        {
            asked++;
            return answer.Task;
        });
        using var gone = new CancellationTokenSource();
        var test = TestContext.Current.CancellationToken;
        var (first, second, given) = (shared.OfAsync(TargetEnvironment.Dev, test), shared.OfAsync(TargetEnvironment.Dev, test), shared.OfAsync(TargetEnvironment.Dev, gone.Token));
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);
        answer.SetResult(7);

        (await first, await second, await shared.OfAsync(TargetEnvironment.Dev, test), asked).ShouldBe((7, 7, 7, 1));
        await shared.OfAsync(TargetEnvironment.Prod, test);
        asked.ShouldBe(2, "another environment's answer is another");
    }

    [Fact]
    public async Task Days_are_those_of_the_registry_each_once_and_no_other_environment_s()
    {
        await SpendAsync();
        await using var functions = _world.Dev.OpenFunctions();

        var told = await functions.CallAsync<JsonObject>("workers_money", new { Environment = "DEV", Days = 7 }, CancellationToken.None);

        told["days"]!.AsArray().Count.ShouldBe(7);
        told["days"]!.AsArray().Select(day => day!["day"]!.ToString()).ShouldBe(told["days"]!.AsArray().Select(day => day!["day"]!.ToString()).Order(StringComparer.Ordinal).Distinct());
        ((decimal)told["days"]![6]!["cad"]!, (decimal)told["days"]![6]!["doubtful_cad"]!, (long)told["days"]![6]!["documents"]!).ShouldBe((3m, 1.5m, 2L));
        ((decimal)told["days"]![4]!["cad"]!, (decimal)told["days"]![4]!["usd"]!).ShouldBe((1.5m, 0m));
        ((decimal)told["days"]![6]!["usd"]!, (decimal)told["days"]![6]!["doubtful_usd"]!).ShouldBe((0.75m, 0.5m));
        told["dossiers"]!.AsArray().Select(one => (one!["dossier"]?.ToString() ?? "", (decimal)one["cad"]!, (decimal)one["usd"]!)).ShouldBe([("2026-0412 Tremblay", 4.5m, 0.25m), ("", 0m, 0.5m)]);
        told["accounts"]!.AsArray().ShouldHaveSingleItem()!["documents"]!.GetValue<long>().ShouldBe(3);
        var today = told["accounts_today"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)today["account"]!, (long)today["documents"]!, (decimal)today["cad"]!, (decimal)today["doubtful_cad"]!).ShouldBe((Account, 2L, 3m, 1.5m));
        (await functions.CallAsync<JsonObject>("workers_money", new { Environment = "PROD", Days = 1 }, CancellationToken.None))["accounts"]!.AsArray().ShouldBeEmpty();
        (await functions.CallAsync<JsonObject>("workers_money", new { Environment = "DEV", Days = 100_000 }, CancellationToken.None))["days"]!.AsArray().Count.ShouldBe(366);
    }

    [Fact]
    public void A_plot_keeps_within_its_picture_whatever_the_amounts()
    {
        var day = new DateOnly(2026, 11, 1);
        var plot = SpendPlot.Of([(day, 10, 5), (day.AddDays(1), 0, 0), (day.AddDays(2), 40, 80), (day.AddDays(3), -3, 1)], (at, amount) => $"{at:MM-dd} {amount}");

        plot.Most.ShouldBe(40);
        plot.Bars.Select(bar => (bar.Top, bar.Height, bar.Doubtful)).ShouldBe([(90m, 30m, 15m), (120m, 0m, 0m), (0m, 120m, 120m), (120m, 0m, 0m)]);
        plot.Bars.ShouldAllBe(bar => bar.X >= 0 && bar.X + bar.Width <= SpendPlot.Width);
        SpendPlot.Of([(day, 0, 0)], (_, _) => "").Bars.ShouldHaveSingleItem().Height.ShouldBe(0);
        SpendPlot.Of([], (_, _) => "").Bars.ShouldBeEmpty();
        PlotBar.Text(1234.5m).ShouldBe("1234.5");
    }

    [Fact]
    public async Task An_account_that_is_set_aside_is_told_with_its_reason_and_given_out_again()
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = _prefix };
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await gateway.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)new RedisKeys(options).AccountsRefused, Account, $"{new RegistreAccount(Account, "simulateur").Fingerprint} 1764400000000 Votre compte est <b>verrouillé</b>."], CancellationToken.None);
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Operator));
        var dev = await _visitor.GetAsync("/accounts");
        dev.Said.ShouldContain("écarté");
        dev.Text.ShouldNotContain("<b>verrouillé");
        dev.Text.ShouldNotContain("simulateur");
        dev.Text.ShouldNotContain("action=\"/accounts/release\"");
        var token = (await _visitor.FieldsAsync("/accounts", "/sign-out")).Single(field => field.Name is "token");
        (await _visitor.PostAsync("/accounts/release", [token, ("order", Guid.NewGuid().ToString("N")), ("account", Account)])).Status.ShouldBe(HttpStatusCode.Forbidden);

        using var first = new PageVisitor(_world.Address);
        await first.SignInAsync(await _world.KeyAsync(AccessRole.Operator, _world.Staging));
        var form = await first.FieldsAsync("/accounts", "/accounts/release");
        (await first.PostAsync("/accounts/release", form)).Location.ShouldBe("/accounts?done=released");
        (await first.GetAsync("/accounts")).Said.ShouldNotContain("écarté");
        (await first.PostAsync("/accounts/release", [.. form.Where(field => field.Name is not "order"), ("order", Guid.NewGuid().ToString("N"))])).Location.ShouldBe("/accounts", "it was not set aside");
        _world.Log.Lines.Where(line => line.Contains("set aside", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldMatch($"^{Account} is not set aside any more: released on a page by key .* \\(a test\\)");
        (await _world.Staging.ReadAsync<string>("select verb from access_calls where status = 200 and verb <> 'sign_in' limit 1")).ShouldBe("account_release");
    }

    [Fact]
    public async Task Failures_stand_by_their_outcome_with_a_remedy_and_lead_to_the_preview()
    {
        await SeededQueue.FillAsync(_world.Dev);
        await _visitor.SignInAsync(await _world.KeyAsync(AccessRole.Office));
        var page = (await _visitor.GetAsync("/failures")).Said;
        page.ShouldContain("href=\"/documents/change?status=5&outcome=attempts_exhausted&verb=retry\"");
        page.ShouldContain($"/documents/{SeededQueue.Failed}");
        (await _visitor.GetAsync("/documents/change?status=5&outcome=attempts_exhausted&verb=retry")).Status.ShouldBe(HttpStatusCode.OK);

        using var reader = new PageVisitor(_world.Address);
        await reader.SignInAsync(await _world.KeyAsync(AccessRole.Reader));
        (await reader.GetAsync("/failures")).Text.ShouldNotContain("/documents/change");
        FailedOutcome.Of([]).ShouldBeEmpty();
    }

    /// <summary>Two deeds today, one of them in doubt, one two days ago; two questions, one never settled; an invoice that nobody knows; and what another environment spent.</summary>
    private Task SpendAsync() => _world.Dev.ExecuteAsync(
        $"""
        insert into registre_consultations (environment, job_id, account, dossier, document_source, document_number, state, price_cad, submitting_at, claim_token) values
          ('DEV', gen_random_uuid(), '{Account}', '2026-0412 Tremblay', 'acte', '1', 'stored', 1.50, now(), 1),
          ('DEV', gen_random_uuid(), '{Account}', '2026-0412 Tremblay', 'acte', '2', 'uncertain', 1.50, now(), 1),
          ('DEV', gen_random_uuid(), '{Account}', '2026-0412 Tremblay', 'acte', '3', 'stored', 1.50, now() - interval '2 days', 1),
          ('PROD', gen_random_uuid(), '{Account}', 'elsewhere', 'acte', '4', 'stored', 9, now() - interval '60 days', 1);
        insert into ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, tier, opened_at, estimated_usd, cost_usd, settled_at, input_tokens, output_tokens) values
          (gen_random_uuid(), gen_random_uuid(), '2026-0412 Tremblay', 'a', 'acte', '1', 'gemini-x', 'standard', now(), 0.3, 0.25, now(), 1000, 200),
          (gen_random_uuid(), gen_random_uuid(), null, 'b', 'acte', '1', 'gemini-x', 'standard', now(), 0.5, null, null, null, null);
        insert into registre_invoice_runs (environment, account, day, ran_at, judged_from, known, pending, differences, unexplained_cad) values ('DEV', '{Account}', current_date, now(), current_date - 7, 3, 0, 1, 1.5);
        insert into registre_invoice_differences (environment, account, kind, key, day, line, cad, first_seen, last_seen) values ('DEV', '{Account}', 'unknown', 'k', current_date, 'Copie d’acte 123', 1.5, now(), now());
        """);
}

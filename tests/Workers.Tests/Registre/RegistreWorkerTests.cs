using System.Security.Cryptography;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Registre;

[Collection(RegistreCollection.Name)]
public sealed class RegistreWorkerTests(RegistreWorld world) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.StartAsync();

    public ValueTask DisposeAsync()
    {
        world.NothingWasBoughtTwice();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Index", "1425100")]
    [InlineData("Acte", "25616321")]
    [InlineData("PlanCadastraux", "2784195")]
    public async Task Each_kind_of_document_is_bought_once_and_stored(string kind, string number)
    {
        var source = Enum.Parse<DocumentSource>(kind);
        var shelved = world.Shelve(PaperOf(source), number);

        var stored = (await world.FetchAsync(RegistreWorld.Ask(source, number))).ShouldBeOfType<JobOutcome.Stored>().Document;

        var bytes = world.Documents[stored.SupabasePath];
        Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(stored.ContentSha256);
        stored.Bytes.ShouldBe(bytes.Length);
        stored.Pages.ShouldBe(shelved.Pages);
        world.ChargesOf(number).ShouldBe(1);
        (await world.StateAsync(number)).ShouldBe("stored");
        ((string)stored.Details!["obtained"]!["identity"]!).ShouldBe("verified");
    }

    [Fact]
    public async Task An_account_that_somebody_needs_is_handed_over_after_the_document_at_hand()
    {
        world.Shelve(PaperKind.Index, "1425200");
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "1425200"))).ShouldBeOfType<JobOutcome.Stored>();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var needed = world.NeedAccountAsync(bound.Token);
        await world.Store.EnqueueAsync([RegistreWorld.Ask(DocumentSource.Index, "1425201")], bound.Token);
        world.Shelve(PaperKind.Index, "1425201");

        JobOutcome outcome;
        var next = 1425202;
        while ((outcome = await world.RunNextAsync()) is JobOutcome.Stored)
        {
            bound.Token.ThrowIfCancellationRequested();
            world.Shelve(PaperKind.Index, $"{next}");
            await world.Store.EnqueueAsync([RegistreWorld.Ask(DocumentSource.Index, $"{next++}")], bound.Token);
        }

        outcome.ShouldBeOfType<JobOutcome.HandedBack>().Why.ShouldContain("in use");
        await (await needed).DisposeAsync();
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
    }

    [Theory]
    [InlineData("Menu", false)]
    [InlineData("Top", true)]
    [InlineData("Window", true)]
    public async Task The_save_link_is_found_wherever_it_is_and_a_confirmation_is_given(string link, bool confirmation)
    {
        var number = link switch { "Menu" => "10000201", "Top" => "10000202", _ => "10000203" };
        world.Shelve(PaperKind.Acte, number, document => document with { SaveLink = Enum.Parse<SaveLink>(link), Confirmation = confirmation });

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, number))).ShouldBeOfType<JobOutcome.Stored>();
    }

    [Fact]
    public async Task A_document_that_does_not_exist_ends_as_not_found_and_costs_nothing()
    {
        var failed = await FailAsync(RegistreWorld.Ask(DocumentSource.Index, "9999999"), OutcomeCodes.NotFound);

        failed.Kind.ShouldBe(FailureKind.Business);
        failed.Cause.ShouldContain("inexistante");
        Directory.GetFiles((string)failed.Details!["evidence"]!, "page.png").ShouldHaveSingleItem();
        (await world.StateAsync("9999999")).ShouldBe("abandoned");
    }

    [Fact]
    public async Task A_document_on_paper_only_is_said_to_be_so()
    {
        world.Shelve(PaperKind.Acte, "53850", document => document with { PaperOnly = true });

        var failed = await FailAsync(RegistreWorld.Ask(DocumentSource.Acte, "53850"), OutcomeCodes.PaperOnly);

        failed.Details!["candidates"]!.AsArray().Count.ShouldBe(1);
        world.ChargesOf("53850").ShouldBe(0);
    }

    [Fact]
    public async Task A_similar_number_is_never_taken()
    {
        world.Shelve(PaperKind.Acte, "11917759", document => document with { SimilarTo = "11917758" });

        var failed = await FailAsync(RegistreWorld.Ask(DocumentSource.Acte, "11917758"), OutcomeCodes.NotFound);

        failed.Details!["candidates"]!.AsArray().Select(candidate => (string)candidate!).ShouldContain(text => text.Contains("11 917 759", StringComparison.Ordinal));
        world.ChargesOf("11917759").ShouldBe(0);
    }

    [Fact]
    public async Task The_very_number_is_taken_from_a_list_of_similar_ones()
    {
        world.Shelve(PaperKind.Acte, "10000210");
        world.Shelve(PaperKind.Acte, "10000211", document => document with { SimilarTo = "10000210" });

        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000210"))).ShouldBeOfType<JobOutcome.Stored>();

        (world.ChargesOf("10000210"), world.ChargesOf("10000211")).ShouldBe((1, 0));
    }

    [Fact]
    public async Task The_very_number_is_taken_from_a_list_also_where_its_circonscription_was_misspelt()
    {
        world.Shelve(PaperKind.Acte, "10000230");
        world.Shelve(PaperKind.Acte, "10000231", document => document with { SimilarTo = "10000230" });

        (await world.FetchAsync(new(DocumentSource.Acte, "10000230", "Montréall", ActeType: "Acte"))).ShouldBeOfType<JobOutcome.Stored>();

        (world.ChargesOf("10000230"), world.ChargesOf("10000231")).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData("3000001", 0)]
    [InlineData("3000002", 1)]
    [InlineData("3000003", 3)]
    public async Task The_plan_of_an_inactive_lot_is_had_and_the_latest_one_chosen(string number, int choices)
    {
        var shelved = world.Shelve(PaperKind.Plan, number, document => document with { Inactive = true, PlanChoices = choices });

        var stored = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.PlanCadastraux, number))).ShouldBeOfType<JobOutcome.Stored>().Document;

        world.Site.Bill.All().Single(line => line.Document.Number == number).Document.Seed.ShouldBe(shelved.Seed);
        ((string)stored.Details!["obtained"]!["message"]!).ShouldContain("inactif");
    }

    [Fact]
    public async Task A_cadastre_with_three_meanings_is_left_to_a_person()
    {
        var failed = await FailAsync(new(DocumentSource.Index, "856", "Chicoutimi", "Chicoutimi"), OutcomeCodes.Ambiguous);

        failed.Kind.ShouldBe(FailureKind.Business);
        failed.Details!["candidates"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_row_that_lacks_its_circonscription_is_refused_and_nothing_is_assumed()
    {
        var failed = await FailAsync(new(DocumentSource.Index, "856", null, "Cadastre du Québec"), OutcomeCodes.InvalidRequest);

        failed.Cause.ShouldContain("circonscription_fonciere");
    }

    [Theory]
    [InlineData("\u0661\u0662\u06631425900")]
    [InlineData("+1425900")]
    [InlineData("@SUM(1425900)")]
    [InlineData("1425900\U0001F600")]
    [InlineData("\u22121425900")]
    public async Task A_row_with_signs_that_the_registry_would_drop_is_refused_before_anything_is_bought(string number)
    {
        world.Shelve(PaperKind.Index, "1425900");

        var failed = await FailAsync(new(DocumentSource.Index, number, "Montréal", "Cadastre du Québec"), OutcomeCodes.InvalidRequest);

        failed.Kind.ShouldBe(FailureKind.Permanent);
        failed.Cause.ShouldStartWith("the row cannot be asked for: document_number holds ");
        world.ChargesOf("1425900").ShouldBe(0);
    }

    [Fact]
    public async Task The_same_document_is_stored_once_and_reused_until_its_object_is_gone()
    {
        world.Shelve(PaperKind.Acte, RegistreWorld.LostNumber);
        var first = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, RegistreWorld.LostNumber))).ShouldBeOfType<JobOutcome.Stored>().Document;

        var again = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10 000 220"))).ShouldBeOfType<JobOutcome.Stored>().Document;

        again.SupabasePath.ShouldBe(first.SupabasePath);
        world.ChargesOf(RegistreWorld.LostNumber).ShouldBe(1);

        world.Documents.Lose(first.SupabasePath);
        using var counted = new CountedInstrument(Instruments.Repurchases.Name);
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, RegistreWorld.LostNumber))).ShouldBeOfType<JobOutcome.Stored>();
        world.ChargesOf(RegistreWorld.LostNumber).ShouldBe(2);
        counted.Sum.ShouldBe(1);
    }

    [Fact]
    public async Task A_document_under_two_spellings_is_bought_once_and_known_under_both()
    {
        world.Shelve(PaperKind.Acte, "10000222");
        var misspelled = RegistreWorld.Ask(DocumentSource.Acte, "10000222") with { CirconscriptionFonciere = "Montréall" };
        var first = (await world.FetchAsync(misspelled)).ShouldBeOfType<JobOutcome.Stored>().Document;

        var right = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000222"))).ShouldBeOfType<JobOutcome.Stored>().Document;
        world.Site.Faults.Switch(new(FaultName.Maintenance));
        var again = (await world.FetchAsync(misspelled)).ShouldBeOfType<JobOutcome.Stored>().Document;

        right.SupabasePath.ShouldBe(first.SupabasePath);
        again.SupabasePath.ShouldBe(first.SupabasePath);
        world.ChargesOf("10000222").ShouldBe(1);
    }

    [Fact]
    public async Task A_misspelled_document_whose_purchase_is_open_goes_on_with_it()
    {
        world.Shelve(PaperKind.Acte, "10000223");
        world.Documents.Away = true;
        await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000223") with { CirconscriptionFonciere = "Montréall" });
        world.Documents.Away = false;
        world.Site.Faults.Switch(new(FaultName.Maintenance));

        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        world.ChargesOf("10000223").ShouldBe(1);
        (await world.Database.ReadAsync<string>("select string_agg(state, ' ' order by state) from registre_consultations where document_number = '10000223'")).ShouldBe("abandoned stored");
    }

    [Fact]
    public async Task A_stored_object_that_holds_other_bytes_is_not_gone()
    {
        world.Shelve(PaperKind.Acte, "10000221");
        var first = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10000221"))).ShouldBeOfType<JobOutcome.Stored>().Document;
        world.Documents.Spoil(first.SupabasePath);

        var failed = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, "10 000 221"))).ShouldBeOfType<JobOutcome.Failed>();

        failed.Cause.ShouldContain("other bytes");
        world.ChargesOf("10000221").ShouldBe(1);
    }

    private async Task<JobOutcome.Failed> FailAsync(NewDocument document, string outcome)
    {
        var failed = (await world.FetchAsync(document)).ShouldBeOfType<JobOutcome.Failed>();
        failed.Outcome.ShouldBe(outcome);
        return failed;
    }

    private static PaperKind PaperOf(DocumentSource source) => source switch
    {
        DocumentSource.Index => PaperKind.Index,
        DocumentSource.Acte => PaperKind.Acte,
        _ => PaperKind.Plan,
    };
}

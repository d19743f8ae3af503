using System.Security.Cryptography;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre;

public sealed class RegistreWorkerTests(RegistreWorld world) : IClassFixture<RegistreWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("Index", "1425100")]
    [InlineData("Acte", "25616321")]
    [InlineData("PlanCadastraux", "2784195")]
    public async Task Each_kind_of_document_is_bought_once_and_stored(string kind, string number)
    {
        var source = Enum.Parse<DocumentSource>(kind);
        var paper = source switch
        {
            DocumentSource.Index => PaperKind.Index,
            DocumentSource.Acte => PaperKind.Acte,
            _ => PaperKind.Plan,
        };
        var shelved = world.Shelve(paper, number);
        var before = world.Bill.Charged;

        var stored = (await world.FetchAsync(RegistreWorld.Ask(source, number))).ShouldBeOfType<JobOutcome.Stored>().Document;

        var bytes = world.Documents[stored.SupabasePath];
        Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(stored.ContentSha256);
        stored.Bytes.ShouldBe(bytes.Length);
        stored.Pages.ShouldBe(shelved.Pages);
        (world.Bill.Charged - before).ShouldBe(1);
        (await world.StateAsync(number)).ShouldBe("stored");
    }

    [Fact]
    public async Task A_document_that_does_not_exist_ends_as_not_found_and_costs_nothing()
    {
        var before = world.Bill.Charged;

        var failed = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "9999999"))).ShouldBeOfType<JobOutcome.Failed>();

        failed.Kind.ShouldBe(FailureKind.Business);
        failed.Outcome.ShouldBe(Outcomes.NotFound);
        failed.Cause.ShouldContain("inexistante");
        Directory.GetFiles((string)failed.Details!["evidence"]!, "page.png").ShouldHaveSingleItem();
        world.Bill.Charged.ShouldBe(before);
        (await world.StateAsync("9999999")).ShouldBe("abandoned");
    }
}

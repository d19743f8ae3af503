using Shouldly;
using Xunit;

namespace Workers.Registre.Consultations;

/// <summary>The rows of a computerised index beside the PDF that they were shown with.</summary>
public abstract partial class ConsultationLedgerTests
{
    [Fact]
    public async Task Rows_that_were_kept_whole_stay_and_parts_make_way_for_the_whole()
    {
        await KeepAsync("part", isWhole: false);
        await KeepAsync("another part", isWhole: false);
        (await ReadAsync()).ShouldBe("part");

        await KeepAsync("whole", isWhole: true);
        await KeepAsync("later", isWhole: true);
        await KeepAsync("another part", isWhole: false);
        (await ReadAsync()).ShouldBe("whole");

        Task<string> ReadAsync() => _database.ReadAsync<string>("select rows->0->>'nature' from registre_index_rows where content_sha256 = 'abc' and entries = 1");
    }

    [Fact]
    public async Task More_than_a_row_of_the_database_should_hold_is_not_kept()
    {
        await KeepAsync(new string('x', 9 << 20), isWhole: true);

        (await _database.ReadAsync<long>("select count(*) from registre_index_rows")).ShouldBe(0);
    }

    private Task KeepAsync(string nature, bool isWhole) => _ledger.KeepIndexRowsAsync(
        "abc", new([new("2004-03-22", "1", nature, [new("Vendeur", "A")], null, null, null)], isWhole), CancellationToken.None);
}

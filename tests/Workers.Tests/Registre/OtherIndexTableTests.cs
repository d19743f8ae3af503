using Shouldly;
using Simulators.OtherRegistre;
using Simulators.OtherRegistre.Pdf;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

/// <summary>Each way in which the second registry writes the table of an index is kept as the same rows.</summary>
[Collection(OtherCollection.Name)]
public sealed class OtherIndexTableTests(OtherWorld world)
{
    [Theory]
    [InlineData("Rowspan")]
    [InlineData("BlankCells")]
    [InlineData("PlainCells")]
    [InlineData("Nested")]
    public async Task A_table_of_any_making_is_kept_as_its_rows(string making)
    {
        await world.OpenAsync(new() { IndexTable = Enum.Parse<IndexTable>(making) });
        var document = OtherWorld.Find(DocumentKind.Index, "Chicoutimi", "4012345");

        (await world.BuyAsync(OtherWorld.Ask(document))).ShouldBeOfType<JobOutcome.Stored>();

        var kept = await world.Bench.Database.ReadAsync<string>("""
            select string_agg(concat_ws('|', e->>'date', e->>'number', e->>'nature', e->'parties'->0->>'quality', e->'parties'->0->>'name',
              e->'parties'->1->>'quality', e->'parties'->1->>'name', coalesce(e->>'remarks', '')), E'\n' order by n)
            from registre_index_rows, jsonb_array_elements(rows) with ordinality as r(e, n) where is_whole
            """);
        kept.Split('\n').ShouldBe(Papers.Rows(document).Select(row => string.Join('|', row)));
        world.Site.Bill.Count.ShouldBe(1);
    }
}

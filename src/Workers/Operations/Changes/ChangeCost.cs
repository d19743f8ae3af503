using Workers.Gemini;
using Workers.Gemini.Prices;
using Workers.Jobs;
using Workers.Jobs.Changes;

namespace Workers.Operations.Changes;

/// <summary>What an order would have paid, at the registry and for reading (pure).</summary>
/// <param name="Purchases">Documents that would be bought.</param>
/// <param name="Owned">That would have to be bought, were they not owned or bought for another row already.</param>
/// <param name="Doubtful">That are looked for among the invoices, and not bought.</param>
/// <param name="IsAtMost">Too many to look each up: some of the purchases may be owned.</param>
/// <param name="Readings">Documents that would be read.</param>
/// <param name="Usd">About what that costs; pages that are kept from an earlier reading cost nothing, unless they are read anew.</param>
/// <param name="IsMeasured">The dollars follow from readings of this environment; false: from what a usual page takes.</param>
internal sealed record ChangeCost(long Purchases, long Owned, long Doubtful, bool IsAtMost, decimal PriceCad, long Readings, decimal Pages, decimal Usd, bool IsMeasured)
{
    // A page of a register with its prompt and the model's thoughts; a deed has more pages, and less on each.
    private const decimal UsualInput = 1500;
    private const decimal UsualOutput = 3000;
    private const decimal UsualPages = 4;

    public decimal Cad => Purchases * PriceCad;

    /// <param name="quoted">How many of those that are perhaps bought were looked up.</param>
    /// <param name="owned">Of them, how many are not bought.</param>
    public static ChangeCost Of(IReadOnlyList<BulkGroup> groups, IReadOnlyList<EarlierReadings> readings, long quoted, long owned, decimal priceCad, GeminiOptions gemini, DateOnly day)
    {
        var (perhaps, certain) = (Rows(BulkPurchase.Perhaps), Rows(BulkPurchase.New));
        var (pages, usd, isMeasured, documents) = (0m, 0m, true, 0L);
        foreach (var group in groups.Where(group => group.Reads && group.Fault is null))
        {
            var source = group.Source is "acte" ? DocumentSource.Acte : DocumentSource.Index;
            var earlier = readings.FirstOrDefault(one => one.Source == source && one is { Documents: > 0, Pages: > 0 });
            var read = group.Pages + (group.WithoutPages * (earlier is null ? UsualPages : (decimal)earlier.Pages / earlier.Documents));
            var (input, output) = earlier is null ? (UsualInput, UsualOutput) : ((decimal)earlier.InputTokens / earlier.Pages, (decimal)earlier.OutputTokens / earlier.Pages);
            var tier = gemini.Tier is TierChoice.Flex ? ServiceTier.Flex : ServiceTier.Standard;
            usd += gemini.CostOf(new((long)(read * input), 0, (long)(read * output)), source is DocumentSource.Acte ? gemini.ActeModel : gemini.IndexModel, tier, day);
            pages += read;
            documents += group.Rows;
            isMeasured &= earlier is not null;
        }

        return new(certain + perhaps - owned, owned, Rows(BulkPurchase.Doubt), perhaps > quoted, priceCad, documents, decimal.Round(pages), decimal.Round(usd, 2), isMeasured);

        long Rows(BulkPurchase purchase) => groups.Where(group => group.Buys == purchase && group.Fault is null).Sum(group => group.Rows);
    }
}

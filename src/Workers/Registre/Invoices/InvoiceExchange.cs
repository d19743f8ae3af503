using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Redis;

namespace Workers.Registre.Invoices;

/// <summary>What programs with other databases say that they bought with an account.</summary>
/// <param name="KnownBefore">The first day that one of them may have bought more on; null where all is known.</param>
internal sealed record OtherPurchases(IReadOnlyList<LedgerPurchase> Purchases, DateOnly? KnownBefore);

/// <summary>
/// What programs that share accounts and not databases tell each other in Redis: what each environment bought, and which one keeps a line that nobody knows,
/// so that it is told once. All of it may be lost: then a line is told once more.
/// </summary>
internal sealed class InvoiceExchange(RedisGateway redis, RedisKeys keys, TimeProvider time)
{
    /// <summary>Longer than the days that are judged.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(ReconciliationLoop.Days + InvoiceReconciliation.Before + 2);

    /// <summary>A program that has said nothing for as long is not waited for.</summary>
    private static readonly TimeSpan Daily = TimeSpan.FromDays(2);

    /// <summary>Who has said nothing for as long is gone: what it kept would be told by nobody.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromDays(4);

    /// <param name="purchases">At least of the days that are judged daily.</param>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task TellAsync(string account, TargetEnvironment environment, IReadOnlyList<LedgerPurchase> purchases, CancellationToken cancellation) => redis.SetAsync(
        keys.InvoicePurchases(account, environment), JsonSerializer.Serialize(new Told(time.GetUtcNow(), purchases), DatabaseJson.Options), Kept, cancellation);

    /// <param name="own">Environments whose ledgers are asked themselves.</param>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<OtherPurchases> ReadOthersAsync(string account, IReadOnlyCollection<TargetEnvironment> own, CancellationToken cancellation)
    {
        List<LedgerPurchase> purchases = [];
        DateOnly? knownBefore = null;
        foreach (var environment in TargetEnvironments.All.Except(own))
        {
            if (Read(await redis.GetAsync(keys.InvoicePurchases(account, environment), cancellation)) is not { } told)
            {
                continue;
            }

            purchases.AddRange(told.Purchases.Select(purchase => purchase with { Environment = environment }));
            var day = DateOnly.FromDateTime(QuebecTime.Of(told.At));
            knownBefore = time.GetUtcNow() - told.At < Daily && !(day > knownBefore) ? day : knownBefore;
        }

        return new(purchases, knownBefore);
    }

    /// <summary>Of lines that nobody knows, which environment keeps each: the one that does already, unless it is gone, else the first of the caller's own.</summary>
    /// <param name="from">Of days from then on, what an own environment kept and is not among the lines any more is let go.</param>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<IReadOnlyDictionary<string, TargetEnvironment>> AssignAsync(
        string account, IReadOnlyCollection<Difference> lines, DateOnly from, IReadOnlyCollection<TargetEnvironment> own, CancellationToken cancellation)
    {
        var key = keys.InvoiceLines(account);
        Dictionary<string, TargetEnvironment> keepers = new(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            await redis.ExecuteAsync("HSETNX", [(RedisKey)key, line.Key, Mine(line)], cancellation);
        }

        var gone = await FindGoneAsync(account, own, cancellation);

        foreach (var (line, kept) in await redis.HashGetAllAsync(key, cancellation))
        {
            if (kept.Split(' ') is not [var label, var day] || !TargetEnvironments.TryParse(label, out var keeper) || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var of))
            {
                await redis.ExecuteAsync("HDEL", [(RedisKey)key, line], cancellation);
            }
            else if (lines.FirstOrDefault(one => one.Key == line) is { } found)
            {
                if (gone.Contains(keeper))
                {
                    keeper = own.Min();
                    await redis.ExecuteAsync("HSET", [(RedisKey)key, line, Mine(found)], cancellation);
                }

                keepers[line] = keeper;
            }
            else if (own.Contains(keeper) && of >= from)
            {
                await redis.ExecuteAsync("HDEL", [(RedisKey)key, line], cancellation);
            }
        }

        return keepers;

        string Mine(Difference line) => string.Create(CultureInfo.InvariantCulture, $"{own.Min().Label()} {line.Day:yyyy-MM-dd}");
    }

    /// <summary>Takes the words of purchases out of what was told, and the lines that name one of these numbers.</summary>
    /// <param name="numbers">Letters and digits alone.</param>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task ForgetAsync(string account, TargetEnvironment environment, IReadOnlyCollection<Guid> purchases, IReadOnlyCollection<string> numbers, CancellationToken cancellation)
    {
        if (Read(await redis.GetAsync(keys.InvoicePurchases(account, environment), cancellation)) is { } told && told.Purchases.Any(purchase => purchases.Contains(purchase.Id)))
        {
            var without = told with { Purchases = [.. told.Purchases.Select(purchase => purchases.Contains(purchase.Id) ? purchase.WithoutWords() : purchase)] };
            await redis.SetAsync(keys.InvoicePurchases(account, environment), JsonSerializer.Serialize(without, DatabaseJson.Options), Kept, cancellation);
        }

        foreach (var line in (await redis.HashGetAllAsync(keys.InvoiceLines(account), cancellation)).Keys.Where(line => Names(line, numbers)))
        {
            await redis.ExecuteAsync("HDEL", [(RedisKey)keys.InvoiceLines(account), line], cancellation);
        }
    }

    private static bool Names(string line, IEnumerable<string> numbers)
    {
        var bare = string.Concat(line.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return numbers.Any(number => bare.Contains(number.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private async Task<IReadOnlySet<TargetEnvironment>> FindGoneAsync(string account, IReadOnlyCollection<TargetEnvironment> own, CancellationToken cancellation)
    {
        HashSet<TargetEnvironment> gone = [];
        foreach (var environment in TargetEnvironments.All.Except(own))
        {
            if (Read(await redis.GetAsync(keys.InvoicePurchases(account, environment), cancellation)) is not { } told || time.GetUtcNow() - told.At >= Gone)
            {
                gone.Add(environment);
            }
        }

        return gone;
    }

    private static Told? Read(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<Told>(text, DatabaseJson.Options) is { Purchases: not null } told && told.Purchases.All(purchase => purchase is not null) ? told : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Told(DateTimeOffset At, IReadOnlyList<LedgerPurchase> Purchases);
}

using Workers.Database;

namespace Workers.Registre.Accounts;

/// <param name="IsWhole">Every environment answered.</param>
internal sealed record PaidOfAccount(IReadOnlyList<Guid> Consultations, bool IsWhole);

/// <summary>What an account bought, as the ledgers of all environments know it: they outlive Redis.</summary>
internal sealed class PaidConsultations(Databases databases)
{
    public async Task<PaidOfAccount> ReadAsync(string account, DateTimeOffset since, CancellationToken cancellation)
    {
        List<Guid> paid = [];
        var isWhole = true;
        foreach (var environment in databases.Environments)
        {
            try
            {
                paid.AddRange((await databases[environment].CallAsync<Answer>("workers_consultation_paid", new { Account = account, Since = since }, cancellation)).Ids);
            }
            catch (DatabaseException)
            {
                // It is asked again with the next consultation.
                isWhole = false;
            }
        }

        return new(paid, isWhole);
    }

    private sealed record Answer(IReadOnlyList<Guid> Ids);
}

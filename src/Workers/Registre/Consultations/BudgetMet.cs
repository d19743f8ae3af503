using System.Globalization;
using System.Text.Json.Serialization;

namespace Workers.Registre.Consultations;

/// <summary>A budget that one more consultation would pass, as the ledger of purchases counts.</summary>
/// <param name="Budget">day, account_day or dossier.</param>
/// <param name="Subject">The environment, account or dossier that it is of.</param>
/// <param name="SpentCad">What is in doubt counts.</param>
/// <param name="PriceCad">Of the consultation.</param>
/// <param name="OpensAt">Null when it does not open by itself.</param>
/// <param name="OpensInSeconds">The same, by the database's clock.</param>
internal sealed record BudgetMet(
    string Budget, string Subject, decimal LimitCad, decimal SpentCad, decimal PriceCad, DateTimeOffset? OpensAt, double? OpensInSeconds)
{
    /// <summary>The setting that bounds it.</summary>
    [JsonIgnore]
    public string Setting => $"REGISTRE_BUDGET_CAD_{Budget.ToUpperInvariant()}";

    /// <summary>Names the setting, the amounts, and when it opens again.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Setting} of {Subject}: {SpentCad:0.00} of {LimitCad:0.00} CAD are spent and a document costs {PriceCad:0.00}; it opens again {(OpensAt is { } at ? $"at {at.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "when the budget is raised")}");
}

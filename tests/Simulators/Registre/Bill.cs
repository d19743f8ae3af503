using System.Text.Json;
using Simulators.Paper;

namespace Simulators.Registre;

/// <summary>One billed consultation. Price in Canadian dollars.</summary>
internal sealed record BilledConsultation(int Id, DateTimeOffset At, string Account, decimal Price, PaperDocument Document);

/// <summary>
/// Every consultation that was charged. With a file, one JSON line each, on disk before the visitor
/// hears of it, and read again at the next start.
/// </summary>
internal sealed class Bill
{
    private readonly Lock gate = new();
    private readonly List<BilledConsultation> lines = [];
    private readonly string? path;

    public Bill(string? path)
    {
        this.path = path;
        if (path is not null && File.Exists(path))
        {
            lines.AddRange(File.ReadLines(path).Select(line => JsonSerializer.Deserialize<BilledConsultation>(line, Catalogue.Json)).OfType<BilledConsultation>());
        }
    }

    public IReadOnlyList<BilledConsultation> All()
    {
        lock (gate)
        {
            return [.. lines];
        }
    }

    /// <summary>Charges a document to an account; null when the account has reached its cap of the day.</summary>
    public BilledConsultation? Charge(string account, RegisteredDocument document, decimal price, DateTimeOffset now, int dailyCap)
    {
        lock (gate)
        {
            if (dailyCap > 0 && lines.Count(line => line.Account == account && line.At.Date == now.Date) >= dailyCap)
            {
                return null;
            }

            var line = new BilledConsultation(lines.Count + 1, now, account, price, document.ToPaper());
            if (path is not null)
            {
                File.AppendAllText(path, JsonSerializer.Serialize(line, Catalogue.Json) + "\n");
            }

            lines.Add(line);
            return line;
        }
    }

    public BilledConsultation? Find(int id, string account)
    {
        lock (gate)
        {
            return lines.Find(line => line.Id == id && line.Account == account);
        }
    }
}

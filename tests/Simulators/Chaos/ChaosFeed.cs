using System.Globalization;
using System.Text.Json;
using Simulators.Demo;
using Simulators.Paper;
using Simulators.Registre;

namespace Simulators.Chaos;

/// <summary>Documents of every kind over both environments, the same for the same seed, in the form of the demo's feed.</summary>
internal static class ChaosFeed
{
    private static readonly string[] Divisions = [.. Geography.Cadastres.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A JSON array for the registry and for <see cref="DemoFeed.Parse"/>.</summary>
    public static string Draw(ulong seed, int count)
    {
        var dice = new Dice(~seed);
        return JsonSerializer.Serialize(Enumerable.Range(1, count).Select(number => Document(dice, number)));
    }

    private static Dictionary<string, object?> Document(Dice dice, int number)
    {
        var kind = (number % 5) switch { 0 => "plan_cadastraux", 1 or 3 => "index", _ => "acte" };
        var exists = !dice.Chance(0.05);
        var document = new Dictionary<string, object?>
        {
            ["environment"] = dice.Pick(DemoWorld.Environments),
            ["document_source"] = kind,
            ["document_number"] = (kind == "acte" ? 20_000_000 + number : 2_000_000 + number).ToString(CultureInfo.InvariantCulture),
            ["circonscription_fonciere"] = dice.Pick(Divisions),
            ["pages"] = kind == "plan_cadastraux" ? 1 : dice.Between(1, 3),
            ["look"] = dice.Chance(0.3) ? "scanned" : "digital",
            ["seed"] = number,
            ["exists"] = exists,
            ["ends_at"] = exists ? kind == "plan_cadastraux" ? 3 : 4 : 5,
        };
        document[kind == "acte" ? "acte_type" : "cadastre"] = kind == "acte" ? "Acte" : Geography.RenovatedCadastre;
        return document;
    }
}

using Shouldly;
using Simulators.OtherRegistre;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

/// <summary>The client at a registry whose maker saw neither it nor the first simulator: bill = distinct documents, in every shape.</summary>
[Collection(OtherCollection.Name)]
public sealed class OtherRegistreTests(OtherWorld world)
{
    [Fact]
    public async Task Survey()
    {
        var file = Environment.GetEnvironmentVariable("SURVEY") ?? "";
        var only = Environment.GetEnvironmentVariable("SURVEY_ONLY");
        OtherDocument[] wanted =
        [
            OtherWorld.Find(DocumentKind.Plan, "Laval", "1262877"),
            OtherWorld.Find(DocumentKind.Acte, "Sainte-Anne-des-Monts", "11917758", "Acte"),
            OtherWorld.Find(DocumentKind.Index, "Shefford", "856"),
        ];
        foreach (var (name, shape) in OtherShape.All.Where(entry => only is null || entry.Key.Contains(only, StringComparison.Ordinal)))
        {
            var started = TimeProvider.System.GetTimestamp();
            await world.OpenAsync(shape);
            var lines = new List<string>();
            foreach (var document in wanted)
            {
                try
                {
                    var outcome = await world.BuyAsync(OtherWorld.Ask(document));
                    lines.Add(outcome switch
                    {
                        JobOutcome.Stored stored => $"ok {stored.Document.Details!["obtained"]!["identity"]}",
                        JobOutcome.Failed failed => $"FAILED {failed.Outcome} {failed.Cause}",
                        JobOutcome.HandedBack back => $"BACK {back.Why}",
                        _ => "?",
                    });
                }
                catch (Exception failure)
                {
                    lines.Add($"THROWN {failure.GetType().Name} {failure.Message}");
                }
            }

            if (only is not null)
            {
                foreach (var request in world.Site.Requests)
                {
                    await File.AppendAllTextAsync(file, $"   {request.When:HH:mm:ss.fff} {request.Method} {request.Path} {request.Step} {request.Status}\n");
                }
            }

            var billed = world.Site.Bill.Select(line => line.Document).ToList();
            var isRight = billed.Count == billed.Distinct().Count() && billed.TrueForAll(wanted.Contains) && world.Site.CopiesOrdered.Count == 0 && lines.TrueForAll(line => line.StartsWith("ok", StringComparison.Ordinal));
            await File.AppendAllTextAsync(file, $"{(isRight ? "RIGHT" : "WRONG")} {name} bill={billed.Count} distinct={billed.Distinct().Count()} copies={world.Site.CopiesOrdered.Count} logins={world.Site.Logins.Count} {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0}s {string.Join(" || ", lines.Select(line => line.Replace('\n', ' ')))}\n");
        }
    }
}

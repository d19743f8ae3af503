using System.Globalization;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;

namespace Workers.Scenarios;

/// <summary>A mixture of documents of every kind: what the registry has, what is asked for, and a fault at every fifth.</summary>
internal sealed class MixedDocuments
{
    private const int EveryFault = 5;
    private const int EveryMissing = 12;
    private const int EveryTwice = 20;

    /// <summary>What goes wrong, in turns: after the charge, before it, in between, and with the bytes.</summary>
    private static readonly Fault[] Faults =
    [
        new(FaultName.TruncatedPdf),
        new(FaultName.ConnectionCut),
        new(FaultName.Logout) { At = Step.Viewer },
        new(FaultName.Error503) { At = Step.Submit },
        new(FaultName.DeadRedirect),
        new(FaultName.BilledOnTheWay),
        new(FaultName.HtmlAsPdf),
        new(FaultName.Error500) { At = Step.Charged },
        new(FaultName.SlowDocument) { Seconds = 2 },
        new(FaultName.Logout) { At = Step.Submit },
        new(FaultName.EmptyPdf),
        new(FaultName.ConnectionCut) { At = Step.Submit },
        new(FaultName.NoDownload),
    ];

    private static readonly string[] Divisions = ["Montréal", "Chambly", "Sherbrooke", "Hull", "Chicoutimi"];

    public MixedDocuments(int count)
    {
        for (var number = 0; number < count; number++)
        {
            var document = Document(number);
            Asked.Add(Ask(document));
            if (number % EveryTwice == EveryTwice - 1)
            {
                Asked.Add(Ask(Document(number - EveryTwice + 1)));
            }

            if (document.Exists)
            {
                Held.Add(document);
            }

            if (document.Exists && number % EveryFault == 0)
            {
                Struck.Add(Faults[number / EveryFault % Faults.Length] with { Number = document.Number, Times = 1 });
            }
        }
    }

    /// <summary>What there is to buy.</summary>
    public List<RegisteredDocument> Held { get; } = [];

    public List<NewDocument> Asked { get; } = [];

    public List<Fault> Struck { get; } = [];

    private static RegisteredDocument Document(int number)
    {
        var kind = (number % 3) switch { 0 => PaperKind.Index, 1 => PaperKind.Acte, _ => PaperKind.Plan };
        return new()
        {
            Source = kind,
            Number = string.Create(CultureInfo.InvariantCulture, $"{(kind is PaperKind.Acte ? 20_000_000 : 3_000_000) + number}"),
            Circonscription = Divisions[number % Divisions.Length],
            Cadastre = kind is PaperKind.Acte ? null : Geography.RenovatedCadastre,
            ActeType = kind is PaperKind.Acte ? "Acte" : null,
            Pages = kind is PaperKind.Plan ? 1 : 1 + (number % 4),
            Confirmation = number % 2 == 0 ? true : null,
            Seed = number,
            Exists = number % EveryMissing != EveryMissing - 1,
        };
    }

    private static NewDocument Ask(RegisteredDocument document) => new(
        document.Source switch { PaperKind.Acte => DocumentSource.Acte, PaperKind.Index => DocumentSource.Index, _ => DocumentSource.PlanCadastraux },
        document.Number, document.Circonscription, document.Cadastre, ActeType: document.ActeType, MaxAttempts: 6);
}

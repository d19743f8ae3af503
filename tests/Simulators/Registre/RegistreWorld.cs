using Simulators.Paper;

namespace Simulators.Registre;

/// <summary>Everything behind the pages.</summary>
internal sealed class RegistreWorld
{
    public RegistreWorld(RegistreOptions options, CancellationToken stopping)
    {
        Options = options;
        Stopping = stopping;
        Accounts = new Accounts(options.Accounts, options.LockAfter);
        Sessions = new SiteSessions(options.Time, options.Inactivity, options.SecondLoginEndsFirst);
        Bill = new Bill(options.BillPath);
        Papers = new PaperLibrary(options.PapersFolder);
        Selects = new Selects(Catalogue);
    }

    public RegistreOptions Options { get; }

    public CancellationToken Stopping { get; }

    public Catalogue Catalogue { get; } = new();

    public Switchboard Faults { get; } = new();

    public Accounts Accounts { get; }

    public SiteSessions Sessions { get; }

    public Bill Bill { get; }

    public PaperLibrary Papers { get; }

    public Selects Selects { get; }

    /// <summary>The catalogue's entry of a billed document; one made up from its description when it is no longer listed.</summary>
    public RegisteredDocument Registered(PaperDocument paper) =>
        Catalogue.Documents.FirstOrDefault(document => document.ToPaper().Key == paper.Key)
        ?? new RegisteredDocument
        {
            Source = paper.Kind,
            Number = paper.Number,
            Circonscription = paper.Circonscription,
            Cadastre = paper.Cadastre,
            Designation = paper.Designation,
            ActeType = paper.ActeType,
            Pages = paper.Pages,
            Look = paper.Look,
            Seed = paper.Seed,
        };
}

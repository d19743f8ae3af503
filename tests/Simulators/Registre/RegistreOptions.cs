namespace Simulators.Registre;

/// <summary>How the simulated site behaves.</summary>
internal sealed record RegistreOptions
{
    /// <summary>0: a free one.</summary>
    public int Port { get; init; }

    public IReadOnlyList<Account> Accounts { get; init; } = [new("12A3456", "simulateur")];

    public TimeSpan Inactivity { get; init; } = TimeSpan.FromMinutes(20);

    public bool SecondLoginEndsFirst { get; init; } = true;

    /// <summary>Wrong passwords in a row that lock an account. 0: never.</summary>
    public int LockAfter { get; init; } = 5;

    /// <summary>Canadian dollars a consultation.</summary>
    public decimal Price { get; init; } = 1.50m;

    /// <summary>Consultations an account may buy in a day. 0: no cap.</summary>
    public int DailyCap { get; init; }

    /// <summary>JSON lines of what was billed; null: in memory.</summary>
    public string? BillPath { get; init; }

    /// <summary>Where printed papers and their descriptions are kept for other processes; null: in memory.</summary>
    public string? PapersFolder { get; init; }

    /// <summary>A feed to load at the start; null: an empty registry.</summary>
    public string? CataloguePath { get; init; }

    public SiteTexts Texts { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

namespace Simulators.Strangers.Supabase;

/// <summary>What a client may expect under a variation.</summary>
internal enum StrangerOutcome
{
    /// <summary>All is well: nobody who reads by the rules notices a difference.</summary>
    Same,

    /// <summary>The first answers fail with nothing done; who asks again is served.</summary>
    Retried,

    /// <summary>The first answers are lost or useless though the work was done; who asks again must do no harm.</summary>
    Lost,

    /// <summary>Every answer fails, in a way that passes by itself some day.</summary>
    Down,

    /// <summary>Every answer fails until somebody changes the project or its keys.</summary>
    Refused,
}

/// <summary>One way in which the real front differs from the plain one.</summary>
/// <param name="Source">Where it is known from.</param>
internal sealed record StrangerVariation(string Name, StrangerOutcome Outcome, string Source)
{
    /// <summary>How the project differs from its start.</summary>
    public Func<StrangerSupabaseOptions, StrangerSupabaseOptions> Project { get; init; } = options => options;

    public StrangerMood Mood { get; init; } = StrangerMood.Normal;

    /// <summary>The key that the client is given.</summary>
    public StrangerKey Key { get; init; }

    /// <summary>The part of the address that differs.</summary>
    public StrangerRealm Realm => Mood.Realm;

    /// <summary>The options to start with, mood included.</summary>
    public StrangerSupabaseOptions Of(StrangerSupabaseOptions options) => Project(options) with { Mood = Mood };

    public override string ToString() => Name;
}

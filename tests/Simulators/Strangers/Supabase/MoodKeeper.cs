namespace Simulators.Strangers.Supabase;

/// <summary>Holds the mood, and counts the requests that have met it.</summary>
internal sealed class MoodKeeper(StrangerMood first)
{
    private readonly Lock _lock = new();
    private StrangerMood _mood = first;
    private int _met;

    public StrangerMood Mood
    {
        get
        {
            lock (_lock)
            {
                return _mood;
            }
        }

        set
        {
            lock (_lock)
            {
                (_mood, _met) = (value, 0);
            }
        }
    }

    /// <summary>The mood that a request of <paramref name="realm"/> meets; it counts.</summary>
    public StrangerMood Take(StrangerRealm realm)
    {
        lock (_lock)
        {
            var concerns = (_mood.Realm & realm) is not StrangerRealm.None || (realm is StrangerRealm.None && _mood.Realm is StrangerRealm.Everything);
            return concerns && (_mood.Answers is not { } answers || _met++ < answers) ? _mood : StrangerMood.Normal;
        }
    }
}

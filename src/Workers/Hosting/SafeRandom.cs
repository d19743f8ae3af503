namespace Workers.Hosting;

/// <summary>The daemon's random numbers, usable from many threads; tests give a seeded <see cref="Random"/> instead.</summary>
internal static class SafeRandom
{
#pragma warning disable RS0030 // The one place that takes the ambient random.
    public static Random Instance => Random.Shared;
#pragma warning restore RS0030
}

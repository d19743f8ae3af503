using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Loops;

namespace Workers.Support;

/// <summary>Books of background loops for one test.</summary>
internal static class Loops
{
    public static BackgroundLoops On(TimeProvider time) => new(time, NullLogger<BackgroundLoops>.Instance);
}

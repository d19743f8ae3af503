using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Startup;

public sealed class StartMemoryTests
{
    [Fact]
    public async Task What_the_start_needed_is_given_back_when_it_is_over()
    {
        var clock = new FakeTimeProvider();
        using var memory = new StartMemory(clock);
        await memory.StartAsync(TestContext.Current.CancellationToken);
        var free = Free();

        clock.Advance(StartMemory.After);

        free.IsAlive.ShouldBeFalse();
        await memory.StopAsync(TestContext.Current.CancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Free()
    {
        var block = new byte[1 << 20];
        return new(block);
    }
}

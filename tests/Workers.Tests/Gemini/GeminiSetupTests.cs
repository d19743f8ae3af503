using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workers.Gemini.Quota;
using Xunit;

namespace Workers.Gemini;

public sealed class GeminiSetupTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_a_process_that_sends_joins_the_others_and_holds_a_share(bool takesPart) =>
        new ServiceCollection().AddGemini(new(), takesPart)
            .Any(service => service.ImplementationType == typeof(LimiterPulse))
            .ShouldBe(takesPart);
}

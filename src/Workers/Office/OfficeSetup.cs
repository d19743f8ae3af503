using Microsoft.Extensions.DependencyInjection;

namespace Workers.Office;

internal static class OfficeSetup
{
    /// <summary>Registers the words of the office's language.</summary>
    public static IServiceCollection AddOffice(this IServiceCollection services, OfficeOptions options) => services.AddSingleton(OfficeWords.In(options.Language));
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Database.Environments;

namespace Workers.Documents;

/// <summary>Registers one store for each environment: its folder where one is set, else its project's Storage.</summary>
internal static class DocumentsSetup
{
    public static IServiceCollection AddDocuments(this IServiceCollection services, IReadOnlyList<EnvironmentSettings> environments)
    {
        foreach (var environment in environments.Where(environment => environment.Options.SupabaseUrl is not null))
        {
            services.AddHttpClient(ClientOf(environment), http => http.Timeout = Timeout.InfiniteTimeSpan)
                .ConfigurePrimaryHttpMessageHandler(() => SupabaseHttp.Handler(environment.Options.SupabaseUrl!))
                .RemoveAllLoggers();
        }

        return services.AddSingleton(provider => new DocumentStores(environments.Select(environment => Create(provider, environment))));
    }

    private static string ClientOf(EnvironmentSettings environment) => $"{nameof(SupabaseDocumentStore)} {environment.Name}";

    private static IDocumentStore Create(IServiceProvider provider, EnvironmentSettings environment)
    {
        var (name, options) = (environment.Name, environment.Options);
        return options.DocumentsPath is { } folder
            ? new FolderDocumentStore(name, Path.GetFullPath(folder), options.SupabaseUrl, agreed: (id, cancellation) => AgreeAsync(provider, environment, id, cancellation))
            : new SupabaseDocumentStore(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientOf(environment)),
                name,
                options,
                provider.GetRequiredService<DocumentsOptions>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SupabaseDocumentStore>>());
    }

    /// <summary>Asks over a connection of its own: a folder is checked before its environment is served.</summary>
    private static async Task<string?> AgreeAsync(IServiceProvider provider, EnvironmentSettings environment, string? id, CancellationToken cancellation)
    {
        await using var database = DatabaseFactory.Open(environment, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), listens: false);
        return (await database.CallAsync<FolderAnswer>("workers_documents_folder", new { Id = id }, cancellation)).Id;
    }

    private sealed record FolderAnswer(string? Id);
}

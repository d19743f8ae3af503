using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Simulators.Paper;

namespace Simulators.Registre;

/// <summary>The simulated land registry, listening on the loopback interface until it is disposed of.</summary>
internal sealed class RegistreSite : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RegistreWorld world;

    private RegistreSite(WebApplication app, RegistreWorld world)
    {
        this.app = app;
        this.world = world;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single()
            ?? throw new InvalidOperationException("The site has no address.");
        Origin = new Uri(address);
    }

    /// <summary>Scheme, host and port; the control plane lies under its /_control.</summary>
    public Uri Origin { get; }

    /// <summary>What REGISTRE_BASE_URL is set to.</summary>
    public Uri BaseUrl => new(Origin, SitePaths.Entry);

    /// <summary>The papers that were handed out; a simulated reader in this process looks truths up here.</summary>
    public PaperLibrary Papers => world.Papers;

    public Catalogue Catalogue => world.Catalogue;

    public Switchboard Faults => world.Faults;

    public Bill Bill => world.Bill;

    public Accounts Accounts => world.Accounts;

    public SiteSessions Sessions => world.Sessions;

    public static async Task<RegistreSite> StartAsync(RegistreOptions? options = null, CancellationToken stop = default)
    {
        options ??= new RegistreOptions();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Simulators.Registre" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        var world = new RegistreWorld(options, app.Lifetime.ApplicationStopping);
        if (options.CataloguePath is not null)
        {
            await using var feed = File.OpenRead(options.CataloguePath);
            using var json = await JsonDocument.ParseAsync(feed, cancellationToken: stop);
            world.Catalogue.Load(json.RootElement);
        }

        SiteRoutes.Map(app, world);
        ControlRoutes.Map(app, world);
        await app.StartAsync(stop);
        return new RegistreSite(app, world);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        world.Papers.Dispose();
    }
}

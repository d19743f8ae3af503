using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Simulators.Supabase;

/// <summary>A small Supabase project on the loopback interface: PostgREST's rpc over a real Postgres, and Storage.</summary>
internal sealed class SupabaseFront : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RpcRoutes? rpc;

    private SupabaseFront(WebApplication app, RpcRoutes? rpc, StorageObjects objects, FrontFaults faults, SupabaseFrontOptions options)
    {
        this.app = app;
        this.rpc = rpc;
        Objects = objects;
        Faults = faults;
        ServiceKey = options.ServiceKey;
        AnonKey = options.AnonKey;
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>What *_SUPABASE_URL is set to.</summary>
    public Uri Url { get; }

    /// <summary>What *_SUPABASE_SERVICE_KEY is set to.</summary>
    public string ServiceKey { get; }

    public string AnonKey { get; }

    public StorageObjects Objects { get; }

    public FrontFaults Faults { get; }

    public static async Task<SupabaseFront> StartAsync(SupabaseFrontOptions? options = null)
    {
        options ??= new SupabaseFrontOptions();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Simulators.Supabase" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 256L << 20);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();

        var faults = new FrontFaults();
        var objects = new StorageObjects(options.ObjectsFolder, options.Buckets);
        var keys = new FrontKeys(options.ServiceKey, options.AnonKey);
        app.Use(faults.ApplyAsync);
        app.MapPost("/_control/faults", faults.ReplaceAsync);
        var rpc = options.ConnectionString is { } connection ? new RpcRoutes(connection, keys) : null;
        rpc?.Map(app);
        new StorageRoutes(objects, keys).Map(app);
        new BucketRoutes(objects, keys).Map(app);
        await app.StartAsync();
        return new SupabaseFront(app, rpc, objects, faults, options);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (rpc is not null)
        {
            await rpc.DisposeAsync();
        }

        Objects.Dispose();
    }
}

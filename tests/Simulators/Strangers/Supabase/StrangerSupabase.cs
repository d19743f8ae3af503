using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Simulators.Strangers.Supabase.Rest;
using Simulators.Strangers.Supabase.Storage;

namespace Simulators.Strangers.Supabase;

/// <summary>A request that came, and what was answered; the status is 0 where the connection ended without one.</summary>
internal sealed record StrangerVisit(string Method, string Path, string Host, int Status, string Mood, bool HadKey);

/// <summary>
/// Supabase's front on a loopback port, over a real Postgres: the edge, the gateway with its keys, PostgREST for functions, and
/// Storage. It was written from public sources alone, by somebody who saw neither the client nor the other simulator.
/// </summary>
internal sealed class StrangerSupabase : IAsyncDisposable
{
    private const string RestPath = "/rest/v1";
    private const string StoragePath = "/storage/v1";

    private readonly ConcurrentQueue<StrangerVisit> _visits = new();
    private readonly MoodKeeper _moods;
    private readonly RestFront _rest;
    private readonly StorageFront _storage;
    private WebApplication _app = null!;

    private StrangerSupabase(StrangerSupabaseOptions options, RoutineCache routines)
    {
        (Options, Routines) = (options, routines);
        _moods = new(options.Mood);
        _rest = new(options, routines);
        _storage = new(options);
    }

    public StrangerSupabaseOptions Options { get; }

    /// <summary>What a client is given as the project's URL.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The functions that PostgREST knows, and when it last learnt them.</summary>
    public RoutineCache Routines { get; }

    /// <summary>The buckets and what is in them.</summary>
    public StorageShelf Shelf => _storage.Shelf;

    /// <summary>The mood from here on; its count of answers begins anew.</summary>
    public StrangerMood Mood
    {
        get => _moods.Mood;
        set => _moods.Mood = value;
    }

    /// <summary>All requests so far, in the order of their answers.</summary>
    public IReadOnlyList<StrangerVisit> Visits => [.. _visits];

    public static async Task<StrangerSupabase> StartAsync(StrangerSupabaseOptions options)
    {
        var stranger = new StrangerSupabase(options, await RoutineCache.StartAsync(options));
        await stranger.ListenAsync();
        return stranger;
    }

    public async ValueTask DisposeAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(bound.Token);
        await _app.DisposeAsync();
        await _rest.DisposeAsync();
        await Routines.DisposeAsync();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, Options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(ServeAsync);
        await _app.StartAsync();
        Address = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await StrangerRequest.ReadAsync(context);
        var realm = RealmOf(request.Path);
        var mood = _moods.Take(realm);
        var answer = Placed(await AnswerAsync(request, realm, mood), request.Path);
        var hadKey = request["apikey"].Length + request["Authorization"].Length > 0;
        _visits.Enqueue(new(request.Method, request.Path, context.Request.Host.Value ?? "", mood.Wire.Reset ? 0 : answer.Status, mood.Name, hadKey));
        await EdgeWriter.WriteAsync(context, answer, mood.Wire, Options.Time);
    }

    private async Task<StrangerAnswer> AnswerAsync(StrangerRequest request, StrangerRealm realm, StrangerMood mood)
    {
        if (mood is { Instead: { } early, BehindKeys: false })
        {
            return early;
        }

        if (realm is StrangerRealm.None)
        {
            return StrangerAnswer.Json(404, new JsonObject { ["error"] = "requested path is invalid" });
        }

        var (passed, refusal) = GatewayKeys.Admit(request, realm, Options, Options.Time.GetUtcNow());
        if (passed is null || mood.Instead is not null)
        {
            return refusal ?? mood.Instead!;
        }

        var answer = realm is StrangerRealm.Rest
            ? await _rest.AnswerAsync(passed.Below(RestPath))
            : await _storage.AnswerAsync(passed.Below(StoragePath));
        return mood.Afterwards ?? answer;
    }

    /// <summary>Fills in where a redirect leads.</summary>
    private StrangerAnswer Placed(StrangerAnswer answer, string path) => answer with
    {
        Headers = [.. answer.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value
                .Replace("{https}", $"https://{Address.Authority}{path}", StringComparison.Ordinal)
                .Replace("{elsewhere}", $"http://localhost:{Address.Port}{path}", StringComparison.Ordinal)))],
    };

    private static StrangerRealm RealmOf(string path) =>
        path.StartsWith(RestPath + "/", StringComparison.Ordinal) ? StrangerRealm.Rest
        : path.StartsWith(StoragePath + "/", StringComparison.Ordinal) ? StrangerRealm.Storage
        : StrangerRealm.None;
}

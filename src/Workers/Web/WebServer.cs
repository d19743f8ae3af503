using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Access;
using Workers.Hosting.Listener;
using Workers.Hosting.Loops;
using Workers.Operations;
using Workers.Operations.Files;
using Workers.Operations.Intake;
using Workers.Web.Access;
using Workers.Web.Endpoints;
using Workers.Web.Live;
using Workers.Web.Pages;
using Workers.Web.Pages.SignIn;

namespace Workers.Web;

/// <summary>The HTTP API and the pages on a web server of its own. It keeps nothing but what it may forget: any request may meet any of several.</summary>
internal sealed partial class WebServer(WebOptions options, ListenAddress address, Queues queues, BackgroundLoops loops, TimeProvider time, ILoggerFactory loggers)
{
    private const string ByPlace = "by place";
    private const int MostConnections = 1000;
    private const int MostLargeBodies = 2;
    private const int MostFiles = 8;
    private const int MostWaiting = 100;
    private const int MostUnknown = 60;
    private const int MostTries = 10;
    private const int MostAssets = 600;
    private const int MostHeaders = 16 * 1024;
    private const int UsualBody = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = loggers.CreateLogger<WebServer>();

    /// <summary>Serves until it is stopped; what runs then is finished.</summary>
    /// <exception cref="IOException">The address is taken, or none of this machine's.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var server = Build();
        await server.StartAsync(stop);
        LogServing(address, string.Join(", ", queues.Configured));
        if (!address.IsLoopback)
        {
            LogOpen(address);
        }

        var delivering = new WebhookDeliveries(queues, loops, time, loggers).RunAsync(stop);
        await OwnServer.ServeAsync(server, Patience, time, stop);
        await delivering;
    }

    private WebApplication Build()
    {
        var builder = OwnServer.Begin(address, Patience, Bound);
        builder.Services
            .ConfigureHttpJsonOptions(json => WebJson.Configure(json.SerializerOptions))
            .AddSingleton(loggers)
            .AddSingleton(queues)
            .AddSingleton(loops)
            .AddSingleton(time)
            .AddSingleton<KeyRing>()
            .AddSingleton<SignedCalls>()
            .AddSingleton<Verdicts>()
            .AddSingleton<MoneyReports>()
            .AddSingleton<Orders>()
            .AddSingleton<Sessions>()
            .AddSingleton<GuessLimit>()
            .AddSingleton<PageRenderer>()
            .AddSingleton<StripCache>()
            .AddSingleton<LiveTails>()
            .AddSingleton<LiveSeats>()
            .AddSingleton<LiveStreams>()
            .AddSingleton<FileStores>()
            .AddSingleton<SignedLinks>()
            .AddSingleton(options)
            .AddRoutingCore()
            .AddRateLimiter(Limit)
            .AddOpenApi("v1", ApiDescription.Configure);
        builder.Services.AddAuthentication(ByPlace)
            .AddPolicyScheme(ByPlace, null, either => either.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, SignatureAuthentication>(SignatureAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        builder.Services.AddAuthorization(Allow);

        var server = builder.Build();
        if (options.TrustedProxies is { } proxies)
        {
            server.UseForwardedHeaders(Believe(proxies));
        }

        server.Use(GuardAsync);
        server.Use(PageLanguage.ChooseAsync);
        server.UseWhen(context => context.Request.Path.StartsWithSegments(UploadEndpoints.Place, StringComparison.Ordinal), uploads => uploads.UseHttpMethodOverride());
        server.UseRouting();
        server.UseAuthentication();
        server.UseRateLimiter();
        server.UseAuthorization();
        server.Use(QueryWords.CheckAsync);
        server.MapOpenApi("/{documentName}/openapi.json").AllowAnonymous();
        ApiReference.Map(server);
        var api = server.MapGroup("/v1").WithMetadata(QueryWords.None);
        StateEndpoints.Map(api);
        DocumentEndpoints.Map(api);
        IntakeEndpoints.Map(api);
        LiveEndpoints.Map(api, server);
        WebhookEndpoints.Map(api);
        SenderEndpoints.Map(api);
        IncomingEndpoints.Map(api);
        var mostOfAFile = server.Services.GetRequiredService<FileStores>().MostBytes;
        FileEndpoints.Map(api, mostOfAFile);
        UploadEndpoints.Map(api, mostOfAFile);
        ContentEndpoints.Map(api);
        ReviewEndpoints.Map(api);
        ChangeEndpoints.Map(api);
        LimitEndpoints.Map(api);
        KeyEndpoints.Map(api);
        ReportEndpoints.Map(api);
        PageRoutes.Map(server);
        return server;
    }

    /// <summary>Whatever is thrown ends here, as an answer that tells no more than it should.</summary>
    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.OnStarting(TellWhatIsShownAsync, context);
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null })
            {
                await AnswerAsync(context, ProblemOf(context, context.Response.StatusCode));
            }
        }
        catch (RequestFaultException fault)
        {
            await AnswerAsync(context, fault.Problem);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException fault)
        {
            await AnswerAsync(context, fault.StatusCode is StatusCodes.Status413PayloadTooLarge ? ProblemOf(context, fault.StatusCode) : Problems.OfStatus(fault.StatusCode, fault.Message));
        }
        catch (OperationException fault)
        {
            if (Problems.IsOfDisk(fault))
            {
                LogDisk(context.Request.Method, context.GetEndpoint()?.DisplayName ?? "nothing", fault.Message);
            }

            await AnswerAsync(context, Problems.Of(fault));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
#pragma warning disable CA1031 // The last place that can tell whoever asked.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(fault, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "nothing");
            await AnswerAsync(context, Problems.OfStatus(StatusCodes.Status500InternalServerError));
        }
    }

    /// <summary>Whoever is not let in is told what is shown there, wherever that is found out (RFC 9110).</summary>
    private static Task TellWhatIsShownAsync(object state)
    {
        var context = (HttpContext)state;
        if (context.Response.StatusCode is StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = IsSigned(context) ? SignatureAuthentication.SchemeName : KeyAuthentication.SchemeName;
        }

        return Task.CompletedTask;
    }

    /// <summary>A request's address and scheme are those of whoever asked the first of these proxies; what one of them was told by somebody else is not believed.</summary>
    private static ForwardedHeadersOptions Believe(TrustedProxies proxies)
    {
        var headers = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var network in proxies.Networks)
        {
            headers.KnownIPNetworks.Add(network);
        }

        return headers;
    }

    private static Problem TooLarge(long most) => Problems.TooLarge(most, isList: most == OrderFile.MostBytes);

    private static Problem ProblemOf(HttpContext context, int status) => status switch
    {
        StatusCodes.Status403Forbidden when Caller.Of(context.User) is { } caller => Problems.Forbidden(caller.Key.Role, Caller.NeededAt(context.GetEndpoint())),
        StatusCodes.Status413PayloadTooLarge => TooLarge(context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? UsualBody),
        _ => Problems.OfStatus(status),
    };

    /// <summary>As whoever asks can read it.</summary>
    private static Task AnswerAsync(HttpContext context, Problem problem) => SessionAuthentication.IsForPeople(context.Request)
        ? context.RequestServices.GetRequiredService<PageRenderer>().WriteAsync(context, problem)
        : Problems.WriteAsync(context, problem);

    /// <summary>Signatures are for what comes in signed, keys for the rest of the API, and a browser's session for all else; no place takes two.</summary>
    private static string SchemeOf(HttpContext context) =>
        IsSigned(context) ? SignatureAuthentication.SchemeName :
        context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) || context.Request.Headers.Authorization.Count > 0 ? KeyAuthentication.SchemeName : SessionAuthentication.SchemeName;

    private static bool IsSigned(HttpContext context) => context.Request.Path.StartsWithSegments(SignatureAuthentication.Place, StringComparison.OrdinalIgnoreCase);

    private static void Bound(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MostConnections;
        limits.MaxRequestBodySize = UsualBody;
        limits.MaxRequestHeadersTotalSize = MostHeaders;
        limits.KeepAliveTimeout = Minute;
        limits.MinRequestBodyDataRate = new(bytesPerSecond: 1024, gracePeriod: Patience);
        limits.MinResponseDataRate = new(bytesPerSecond: 1024, gracePeriod: Patience);
    }

    /// <summary>Each key has its own requests a minute; all who show none share few by their address.</summary>
    private void Limit(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)
            ? RateLimitPartition.GetSlidingWindowLimiter($"assets {AddressOf(context)}", _ => Window(MostAssets))
            : Caller.Of(context.User) is { } caller
            ? RateLimitPartition.GetSlidingWindowLimiter(caller.Key.Id, _ => Window(caller.Key.RequestsPerMinute ?? options.KeyRequestsPerMinute))
            : RateLimitPartition.GetSlidingWindowLimiter($"from {AddressOf(context)}", _ => Window(MostUnknown)));
        limiter.AddPolicy(SignInPage.Tries, context => RateLimitPartition.GetSlidingWindowLimiter($"tries {AddressOf(context)}", _ => Window(MostTries)));
        // Who shows no key is refused before a body is read.
        limiter.AddPolicy(IntakeEndpoints.LargeBodies, context => AtOnce(context, caller => $"{IntakeEndpoints.LargeBodies} {caller.Environment}", MostLargeBodies));
        // Files may come and go slowly: whoever holds seats so takes none of another.
        limiter.AddPolicy(FileEndpoints.Files, context => AtOnce(context, caller => $"{FileEndpoints.Files} {caller.Key.Id}", MostFiles));
        limiter.AddPolicy(ContentEndpoints.Contents, context => RateLimitPartition.GetConcurrencyLimiter($"{ContentEndpoints.Contents} {AddressOf(context)}", _ => Seats(MostFiles)));
        limiter.OnRejected = async (rejected, _) =>
        {
            var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? (int)Math.Ceiling(wait.TotalSeconds) : 1;
            await AnswerAsync(rejected.HttpContext, Problems.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfter = Math.Max(1, after) });
        };
    }

    private static RateLimitPartition<string> AtOnce(HttpContext context, Func<Caller, string> whose, int most) => Caller.Of(context.User) is not { } caller
        ? RateLimitPartition.GetNoLimiter("nobody")
        : RateLimitPartition.GetConcurrencyLimiter(whose(caller), _ => Seats(most));

    private static ConcurrencyLimiterOptions Seats(int most) => new() { PermitLimit = most, QueueLimit = MostWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    private static string AddressOf(HttpContext context) => AddressBlock.Of(context.Connection.RemoteIpAddress);

    private static SlidingWindowRateLimiterOptions Window(int permits) => new() { PermitLimit = permits, Window = Minute, SegmentsPerWindow = 6, QueueLimit = 0 };

    /// <summary>Whatever says nothing else needs a key.</summary>
    private static void Allow(AuthorizationOptions authorization)
    {
        authorization.FallbackPolicy = authorization.DefaultPolicy = new AuthorizationPolicyBuilder(ByPlace).RequireAuthenticatedUser().Build();
        authorization.AddPolicy(SignatureAuthentication.Policy, policy => policy.AddAuthenticationSchemes(SignatureAuthentication.SchemeName).RequireAuthenticatedUser());
        PageRoutes.Allow(authorization);
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            authorization.AddPolicy(Caller.PolicyOf(role), policy => policy.AddAuthenticationSchemes(KeyAuthentication.SchemeName).RequireAuthenticatedUser().RequireRole(Caller.PolicyOf(role)));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The HTTP API is served at http://{Address}/v1 for {Environments}")]
    private partial void LogServing(ListenAddress address, string environments);

    [LoggerMessage(Level = LogLevel.Warning, Message = "WEB_LISTEN is {Address}: whoever reaches this machine there may ask, with a key. It speaks plain HTTP: put a proxy with TLS before it, and let 127.0.0.1 serve the proxy alone")]
    private partial void LogOpen(ListenAddress address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A disk or a store did not serve a request: {Method} {Endpoint}: {Reason}")]
    private partial void LogDisk(string method, string endpoint, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A fault of this program ended a request: {Method} {Endpoint}")]
    private partial void LogFault(Exception fault, string method, string endpoint);
}

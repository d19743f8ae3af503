using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Gemini.Api;

namespace Workers.Gemini;

/// <summary>Our client against the simulated API, without the limiter.</summary>
internal sealed class GeminiRig : IAsyncDisposable
{
    public const string Key = "AIza-a-key-that-must-never-be-seen";

    private readonly GeminiTransport _transport;

    private GeminiRig(GeminiSimulator simulator, PaperLibrary library, GeminiOptions options)
    {
        (Simulator, Library) = (simulator, library);
        _transport = new(options, TimeProvider.System);
        Client = new(_transport, options);
        Files = new(_transport, options, TimeProvider.System, NullLogger<GeminiFiles>.Instance);
    }

    public GeminiSimulator Simulator { get; }

    public PaperLibrary Library { get; }

    public GeminiChatClient Client { get; }

    public GeminiFiles Files { get; }

    public static async Task<GeminiRig> StartAsync(string key = Key, TimeSpan? requestTimeout = null)
    {
        var library = new PaperLibrary();
        var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = Key, Library = library, Latency = TimeSpan.Zero });
        var options = new GeminiOptions { ApiKey = key, BaseUrl = simulator.Address, RequestTimeout = requestTimeout ?? TimeSpan.FromSeconds(30) };
        return new(simulator, library, options);
    }

    /// <summary>A page of a generated document as a reader would send it.</summary>
    public async Task<DataContent> PageAsync(PaperDocument document, int page)
    {
        var images = await Poppler.RenderAsync(await Library.PdfAsync(document), 150);
        return new(Leptonica.ToJpeg(images[page - 1], 80), "image/jpeg");
    }

    public static ChatMessage[] Ask(params AIContent[] contents) => [new(ChatRole.User, [.. contents])];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _transport.Dispose();
        await Simulator.DisposeAsync();
    }
}

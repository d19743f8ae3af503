using System.Globalization;
using System.Net;
using System.Text;

namespace Simulators.Integrator;

/// <summary>
/// An office's own system that adds documents by signed calls. It holds no key. Honest calls are written in many
/// moods; forged ones say what must be answered.
/// </summary>
/// <param name="server">Where the API listens (http).</param>
/// <param name="sender">The sender's id.</param>
/// <param name="secret">Its secret, as it was told.</param>
/// <param name="time">The sender's clock.</param>
/// <param name="seed">Draws all that is drawn.</param>
public sealed class SignedSender(Uri server, Guid sender, string secret, TimeProvider time, int seed = 0)
{
    private readonly Random random = new(seed);

    /// <summary>The secret by which it signs; told anew after a rotation.</summary>
    public string Secret { get; set; } = secret;

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far inside the window the moods of the clock stay, and how far outside the forgeries go.</summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The address of this machine that the server sees; nothing: any. Failed verifications count against it.</summary>
    public IPAddress? From { get; set; }

    /// <summary>The target of its calls.</summary>
    public string Target => $"/v1/incoming/{sender:D}";

    /// <summary>The body of one document that may be added: an index of the lot of that number.</summary>
    public static byte[] DocumentBody(int lot) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""[{"document_source": "index", "document_number": "{{lot / 1_000_000}} {{lot / 1000 % 1000:000}} {{lot % 1000:000}}", "circonscription_fonciere": "Montréal", "cadastre": "Cadastre du Québec"}]"""));

    /// <summary>A right call, signed now by the sender's clock and so much off.</summary>
    public CallDraft Draft(string id, byte[] body, TimeSpan off = default)
    {
        var draft = new CallDraft("POST", Target, Secret, body);
        draft.Add("Content-Type", "application/json");
        draft.Id = id;
        draft.Timestamp = (time.GetUtcNow() + off).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        draft.Sign();
        return draft;
    }

    /// <summary>A right call written in a mood.</summary>
    public CallDraft Draft(string id, byte[] body, SenderMood mood)
    {
        var off = mood switch
        {
            SenderMood.ClockAhead => StandardSignature.Window - Margin,
            SenderMood.ClockBehind => Margin - StandardSignature.Window,
            _ => TimeSpan.Zero,
        };
        var draft = Draft(id, mood == SenderMood.BodyWithBlanks ? [.. " \r\n\t"u8, .. body, .. "\n \r\n"u8] : body, off);
        SenderMoods.Apply(mood, draft, random, server);
        return draft;
    }

    /// <summary>Sends a draft as it stands.</summary>
    public Task<WireAnswer> SendAsync(CallDraft draft, CancellationToken cancel) => WireCall.SendAsync(server, draft, Patience, From, cancel);

    /// <summary>Sends a right call. It is taken, whatever the mood.</summary>
    public Task<WireAnswer> SendAsync(string id, byte[] body, SenderMood mood, CancellationToken cancel) =>
        SendAsync(Draft(id, body, mood), cancel);

    /// <summary>
    /// Sends one message several times under its id, each try with another timestamp and in a mood drawn from those
    /// that leave the body as it is. All answers are the first one.
    /// </summary>
    public async Task<IReadOnlyList<WireAnswer>> RetryAsync(string id, byte[] body, int tries, CancellationToken cancel)
    {
        var answers = new List<WireAnswer>();
        var half = (int)(StandardSignature.Window - Margin).TotalSeconds;
        for (var number = 0; number < tries; number++)
        {
            var draft = Draft(id, body, TimeSpan.FromSeconds((number * 7 % half) - (half / 2)));
            SenderMoods.Apply(SenderMoods.OfHeaders[random.Next(SenderMoods.OfHeaders.Count)], draft, random, server);
            answers.Add(await SendAsync(draft, cancel).ConfigureAwait(false));
        }

        return answers;
    }

    /// <summary>
    /// Sends a forged call. Some forgeries send an honest call under the id before, which adds the document; its answer
    /// is not told. What was answered is judged by <see cref="Forgery.Objection"/>.
    /// </summary>
    public async Task<WireAnswer> ForgeAsync(Forgery forgery, string id, byte[] body, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(forgery);
        if (forgery.HonestFirst)
            await SendAsync(Draft(id, body), cancel).ConfigureAwait(false);
        var draft = Draft(id, body);
        forgery.Make(draft, new ForgeryHand(time.GetUtcNow(), Margin, sender, seed));
        return await SendAsync(draft, cancel).ConfigureAwait(false);
    }
}

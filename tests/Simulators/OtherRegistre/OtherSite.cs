using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Desks;
using Simulators.OtherRegistre.Http;

namespace Simulators.OtherRegistre;

/// <summary>A second stand-in of the land registry's site, made from the public facts alone. See README.md.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private const string Cookie = "ASPSESSIONIDQSCRTBDA";

    private readonly WebApplication _host;
    private readonly World _world;
    private readonly Counter _counter;
    private readonly Faults _faults = new();
    private readonly List<OtherRequest> _requests = [];
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;

    private OtherSite(WebApplication host, OtherShape shape, TimeProvider time, double timeScale, IReadOnlyList<OtherAccount> accounts)
    {
        _host = host;
        _time = time;
        _world = new(shape, time, timeScale, accounts);
        _counter = new(_world);
    }

    /// <summary>An account that works, used when a test names none.</summary>
    public static OtherAccount Notary { get; } = new("30N4417", "Erable-1904");

    /// <summary>What the site holds.</summary>
    public static IReadOnlyList<OtherDocument> Documents => Holdings.All;

    /// <summary>The base address, which ends in /Sirf/.</summary>
    public Uri Address { get; private set; } = null!;

    public OtherShape Shape => _world.Shape;

    public IReadOnlyList<BilledConsultation> Bill => Copy(_world.Bill);

    public IReadOnlyList<OrderedCopy> CopiesOrdered => Copy(_world.Copies);

    public IReadOnlyList<OtherLogin> Logins => Copy(_world.Logins);

    public IReadOnlyList<OtherRequest> Requests => Copy(_requests);

    /// <summary>How many faults still wait for their request.</summary>
    public int FaultsLeft => _faults.Left;

    /// <summary>Closes the whole site for maintenance, or opens it.</summary>
    public bool Closed
    {
        get => _world.Closed;
        set => _world.Closed = value;
    }

    /// <summary>Whether the login form says that it is temporarily unavailable.</summary>
    public bool LoginUnavailable
    {
        get => _world.LoginUnavailable;
        set => _world.LoginUnavailable = value;
    }

    /// <summary>Whether every document stays in preparation for ever.</summary>
    public bool NeverReady
    {
        get => _world.NeverReady;
        set => _world.NeverReady = value;
    }

    /// <summary>Inactivity after which a session ends; 20 minutes at first.</summary>
    public TimeSpan IdleLimit
    {
        get => _world.IdleLimit;
        set => _world.IdleLimit = value;
    }

    /// <param name="shape">Null for the default.</param>
    /// <param name="accounts">None for <see cref="Notary"/> alone.</param>
    /// <param name="timeScale">Multiplies the seconds of "document en préparation" and of late invoices.</param>
    /// <param name="time">The clock of sessions, bills and waits.</param>
    public static async Task<OtherSite> StartAsync(OtherShape? shape = null, IReadOnlyList<OtherAccount>? accounts = null, double timeScale = 0.05, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var host = builder.Build();
        var site = new OtherSite(host, shape ?? OtherShape.Default, time ?? TimeProvider.System, timeScale, accounts is null or [] ? [Notary] : accounts);
        if (site.Shape is { PastInvoices: PastInvoices.Some } or { HistoryPaging: HistoryPaging.Pages })
            site.FillPast();
        host.Run(site.ServeAsync);
        await host.StartAsync();
        site.Address = new(host.Urls.Single() + "/Sirf/");
        return site;
    }

    /// <summary>Arms a fault for the next requests of a step.</summary>
    /// <param name="count">How many requests it meets.</param>
    /// <param name="skip">How many requests of the step pass unharmed before.</param>
    /// <param name="delay">Of <see cref="OtherFault.Slow"/>; not scaled.</param>
    public void Arm(OtherFault fault, OtherStep step, int count = 1, int skip = 0, TimeSpan delay = default) => _faults.Arm(fault, step, count, skip, delay);

    /// <summary>Bills a document at this step instead of the shape's; <paramref name="hop"/> says at which redirect.</summary>
    public void BillAt(OtherDocument document, Billing step, int hop = 1)
    {
        lock (_gate)
            _world.Rules.BillAt(document, step, hop);
    }

    /// <summary>Acts upon the <paramref name="nth"/> request of a step on a document's way, and keeps its answer until the client is gone.</summary>
    /// <returns>Ends when that request was acted upon.</returns>
    public Task HoldAsync(OtherDocument document, OtherStep step, int nth = 1)
    {
        lock (_gate)
            return _world.Rules.HoldAsync(document, step, nth);
    }

    /// <summary>Keeps the invoices of a document out of the history until <see cref="ShowInvoices"/>.</summary>
    public void HideInvoices(OtherDocument document)
    {
        lock (_gate)
            _world.Rules.Hide(document);
    }

    public void ShowInvoices()
    {
        lock (_gate)
            _world.Rules.ShowAll();
    }

    /// <summary>Ends the sessions of an account, or of all; returns how many.</summary>
    public int EndSessions(string? account = null)
    {
        lock (_gate)
            return _world.End(account);
    }

    /// <summary>Puts an invoice that is none of this site's bill into the history of an account.</summary>
    public void Remember(string account, OtherDocument document, DateTimeOffset when)
    {
        lock (_gate)
            _world.Remember(account, document, when);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _host.StopAsync(patience.Token);
        await _host.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var asked = await Asked.ReadAsync(context.Request, _world.Sheet.Encoding, Cookie);
        var step = _world.Places.StepOf(asked);
        var armed = _faults.Take(step);
        if (armed is { Fault: OtherFault.CloseBefore })
        {
            Note(asked, step, 0);
            context.Abort();
            return;
        }

        if (armed is { Delay.Ticks: > 0 })
            await Task.Delay(armed.Delay, _time, context.RequestAborted);
        var reply = Answer(context, asked, step, armed?.Fault, out var isHeld);
        if (isHeld || armed is { Fault: OtherFault.Never })
        {
            Note(asked, step, 0);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (armed is { Fault: OtherFault.CloseAfter })
        {
            Note(asked, step, 0);
            context.Abort();
            return;
        }

        if (armed is not null)
            reply = Sender.Spoil(reply, armed.Fault);
        Note(asked, step, reply.Status);
        await Sender.SendAsync(context, reply, Shape.Wire, cut: armed is { Fault: OtherFault.CutBody });
    }

    private Reply Answer(HttpContext context, Asked asked, OtherStep step, OtherFault? fault, out bool isHeld)
    {
        isHeld = false;
        if (fault is OtherFault.Status500 or OtherFault.Status503)
            return Sender.Error(fault == OtherFault.Status500 ? 500 : 503);
        lock (_gate)
        {
            _world.Sheet.Asked = asked;
            if (fault == OtherFault.Closed)
                return _counter.ClosedPage(asked);
            var session = _world.Enter(asked.SessionId);
            if (fault == OtherFault.Logout)
                session.Account = null;
            var reply = _counter.Answer(asked, session);
            if (session.Id != asked.SessionId)
                context.Response.Headers.SetCookie = Sender.SetCookie(Shape.Cookies, $"{Cookie}={session.Id}; path=/");
            isHeld = _world.DocumentOf(session) is { } document && _world.Rules.Holds(document, step);
            return reply;
        }
    }

    // Every fifth document, over the year that has passed, for each account.
    private void FillPast()
    {
        foreach (var account in _world.Accounts)
        {
            foreach (var (document, i) in Holdings.All.Where((document, i) => i % 5 == 3 && !document.PaperOnly).Select((document, i) => (document, i)))
                _world.Remember(account.Code, document, _time.GetUtcNow().AddDays(-3 - (29 * i)).AddHours(-i));
        }
    }

    private void Note(Asked asked, OtherStep step, int status)
    {
        lock (_gate)
            _requests.Add(new(_time.GetUtcNow(), asked.Method, asked.Path, step, status));
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_gate)
            return [.. list];
    }
}

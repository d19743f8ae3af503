using System.Globalization;
using Simulators.OtherRegistre.Pages;

namespace Simulators.OtherRegistre.Desks;

/// <summary>One browser's session with the site, from its first request on.</summary>
internal sealed class Session(string id)
{
    public string Id { get; set; } = id;

    public string? Account { get; set; }

    public DateTimeOffset LastSeen { get; set; }

    public bool NoticeAccepted { get; set; }

    /// <summary>An account whose owner was asked whether another session may be ended.</summary>
    public string? Waiting { get; set; }

    /// <summary>The list that was last shown, and the address of its page.</summary>
    public IReadOnlyList<OtherDocument> Offered { get; set; } = [];

    public string OfferedMessage { get; set; } = "";

    /// <summary>The consultation that was begun last.</summary>
    public string? Current { get; set; }

    /// <summary>The circonscription and the cadastre that were last searched in.</summary>
    public (string District, string Cadastre)? Searched { get; set; }

    public HashSet<string> Paid { get; } = new(StringComparer.Ordinal);
}

/// <summary>A consultation on its way to the viewer.</summary>
internal sealed class Order(string key, OtherDocument document, string account, bool free, bool again)
{
    public string Key { get; } = key;

    public OtherDocument Document { get; } = document;

    public string Account { get; } = account;

    /// <summary>A document that was paid before and is looked at again.</summary>
    public bool Free { get; } = free;

    /// <summary>It came from Historique des factures, so that Soumettre was never pressed for it.</summary>
    public bool Again { get; } = again;

    public bool Billed { get; set; }

    /// <summary>Whether the page that stands before the viewer was shown.</summary>
    public bool Announced { get; set; }

    public bool Released { get; set; }

    public DateTimeOffset ReadyAt { get; set; }
}

/// <summary>The site's state and its books. Used under one lock.</summary>
internal sealed class World(OtherShape shape, TimeProvider time, double timeScale, IReadOnlyList<OtherAccount> accounts)
{
    public const decimal Price = 1.50m;

    private static readonly TimeZoneInfo Quebec = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto");

    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _wrong = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private int _sessionNumber;
    private int _orderNumber = 40_117_000;

    public OtherShape Shape { get; } = shape;

    public Places Places { get; } = new(shape);

    public Sheet Sheet { get; } = new(shape, new Places(shape));

    public List<BilledConsultation> Bill { get; } = [];

    /// <summary>Invoices from before the site was started.</summary>
    public List<BilledConsultation> Past { get; } = [];

    public List<OrderedCopy> Copies { get; } = [];

    public List<OtherLogin> Logins { get; } = [];

    public DocumentRules Rules { get; } = new();

    public bool Closed { get; set; }

    public bool LoginUnavailable { get; set; }

    /// <summary>Whether every document stays in preparation.</summary>
    public bool NeverReady { get; set; }

    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(20);

    public IReadOnlyList<OtherAccount> Accounts { get; } = accounts;

    public DateTimeOffset Now => time.GetUtcNow();

    public TimeSpan Scaled(double seconds) => TimeSpan.FromSeconds(seconds * timeScale);

    public static DateTimeOffset Local(DateTimeOffset when) => TimeZoneInfo.ConvertTime(when, Quebec);

    /// <summary>The session of this cookie, or a new one.</summary>
    public Session Enter(string? id)
    {
        if (id is null || !_sessions.TryGetValue(id, out var session))
        {
            id = NewId();
            session = _sessions[id] = new(id);
        }

        if (session.Account is not null && Now - session.LastSeen > IdleLimit)
            session.Account = null;
        session.LastSeen = Now;
        return session;
    }

    /// <summary>Gives a session another number; the old one is none any more.</summary>
    public void Renumber(Session session)
    {
        _sessions.Remove(session.Id);
        session.Id = NewId();
        _sessions[session.Id] = session;
    }

    public OtherAccount? Account(string? code) => Accounts.FirstOrDefault(account => string.Equals(account.Code, code, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<Session> Live(string account) =>
        [.. _sessions.Values.Where(session => session.Account == account && Now - session.LastSeen <= IdleLimit)];

    /// <summary>Ends the sessions of an account, or all.</summary>
    public int End(string? account)
    {
        var ended = _sessions.Values.Where(session => session.Account is not null && (account is null || session.Account == account)).ToArray();
        foreach (var session in ended)
            session.Account = null;
        return ended.Length;
    }

    /// <summary>Counts a wrong password; true when the account is locked by it or was before.</summary>
    public bool Wrong(string code) => (_wrong[code] = _wrong.GetValueOrDefault(code) + 1) >= 3;

    public bool Locked(string code) => _wrong.GetValueOrDefault(code) >= 3;

    public void Right(string code) => _wrong.Remove(code);

    public bool LimitReached(OtherAccount account) =>
        account.DailyLimit is { } limit && Bill.Count(billed => billed.Account == account.Code && Local(billed.When).Date == Local(Now).Date) >= limit;

    public Order NewOrder(OtherDocument document, Session session, bool free, bool again)
    {
        var order = new Order((++_orderNumber).ToString(CultureInfo.InvariantCulture), document, session.Account!, free, again);
        session.Current = order.Key;
        return _orders[order.Key] = order;
    }

    public bool Ready(Order order) => !NeverReady && Now >= order.ReadyAt;

    public Order? Order(string? key, string account) => key is not null && _orders.GetValueOrDefault(key) is { } order && order.Account == account ? order : null;

    /// <summary>The document that a session is on its way to.</summary>
    public OtherDocument? DocumentOf(Session session) => session.Current is { } key ? _orders[key].Document : null;

    /// <summary>Passes a billing step: charges if this is where the shape charges, and as often as it does.</summary>
    public void Pass(Order order, Session session, Billing step, int hop = 1)
    {
        if (order.Free || (step, hop) != Due(order))
            return;
        var paid = Shape.Rebilling switch
        {
            Rebilling.EachTime => false,
            Rebilling.PerSession => session.Paid.Contains(order.Document.Key),
            _ => order.Billed,
        };
        if (paid)
            return;
        order.Billed = true;
        session.Paid.Add(order.Document.Key);
        Bill.Add(new(Now, order.Account, order.Document, Price, step, (70_210_400 + (Bill.Count * 3)).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Puts an invoice of another day into the history of an account.</summary>
    public void Remember(string account, OtherDocument document, DateTimeOffset when) =>
        Past.Add(new(when, account, document, 1.45m, Billing.Confirm, (61_004_900 + (Past.Count * 7)).ToString(CultureInfo.InvariantCulture)));

    /// <summary>Whether the site asks before it shows this document.</summary>
    public bool Asks(OtherDocument document) => Shape.ConfirmWhen switch
    {
        ConfirmWhen.Always => true,
        ConfirmWhen.Never => false,
        _ => document.Large || document.Kind == DocumentKind.Plan,
    };

    private string NewId() => "KJHBCDLA" + (++_sessionNumber).ToString("X8", CultureInfo.InvariantCulture) + "PONGEMIF";

    // What is not asked about cannot be billed at Confirmer, and what was not submitted cannot be billed at Soumettre.
    private (Billing Step, int Hop) Due(Order order) => Rules.BillingOf(order.Document, Shape.Billing) switch
    {
        (Billing.Confirm, _) when !order.Again && !Asks(order.Document) => (Billing.Submit, 1),
        (Billing.Submit, _) when order.Again => (Billing.Confirm, 1),
        var due => due,
    };
}

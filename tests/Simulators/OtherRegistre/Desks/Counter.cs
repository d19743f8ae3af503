using Simulators.OtherRegistre.Http;
using Simulators.OtherRegistre.Pages;

namespace Simulators.OtherRegistre.Desks;

/// <summary>Sends each request to its desk.</summary>
internal sealed class Counter
{
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    private readonly World _world;
    private readonly Places _places;
    private readonly Door _door;
    private readonly SearchDesk _search;
    private readonly OrderDesk _orders;
    private readonly HistoryDesk _history;

    public Counter(World world)
    {
        _world = world;
        _places = world.Places;
        _door = new(world);
        _orders = new(world);
        _search = new(world, _orders);
        _history = new(world, _orders);
    }

    public Reply ClosedPage(Asked asked) => _door.ClosedPage(asked.Path);

    public Reply Answer(Asked asked, Session session)
    {
        if (asked.Path.EndsWith(".gif", StringComparison.OrdinalIgnoreCase))
            return new(200, "image/gif", Pixel);
        if (_world.Closed)
            return ClosedPage(asked);
        if (asked.At(Places.Root) || asked.At("/Sirf") || asked.At(Places.Entry))
            return _door.EntrancePage(entry: asked.At(Places.Entry));
        if (asked.At(Places.Header))
            return _door.HeaderPage();
        if (asked.At(Places.Blank))
            return _world.Sheet.Raw("", "<body></body>");
        if (asked.At(Places.News) || asked.At(Places.SiteSearch) || asked.At(Places.Occasional))
            return _door.AsidePage(asked);
        if (asked.At(Places.Login))
            return _door.LoginAnswer(asked, session);
        if (!asked.Path.StartsWith(Places.Root, StringComparison.OrdinalIgnoreCase))
            return new(404, "text/html", []);
        if (session.Account is null)
            return _door.NoSession(asked);
        if (asked.At(_places.Notice))
            return _door.NoticeAnswer(asked, session);
        if (asked.At(_places.Logout))
            return _door.LogoutPage(session);
        return _world.Shape.AfterLogin == AfterLogin.Notice && !session.NoticeAccepted ? _door.NoticePage() : Inside(asked, session);
    }

    private Reply Inside(Asked asked, Session session)
    {
        if (asked.At(_places.Welcome))
            return asked.Query.ContainsKey("Volet") ? _door.WelcomeBody() : _door.WelcomePage();
        if (asked.At(_places.Navigation))
            return _door.NavigationPage();
        if (asked.At(Places.Index) || asked.At(Places.Actes) || asked.At(Places.Plans) || asked.At(Places.PlanChoice))
            return _search.Answer(asked, session);
        if (asked.At(_places.ClientFile))
            return _history.ClientFile();
        if (asked.At(_places.History))
            return _history.Show(asked, session);
        if (asked.At(_places.HistoryConsult))
            return _history.Consult(asked, session);
        if (asked.At(_places.Order))
            return _history.Order(asked, session);
        return asked.At(_places.Invoice) ? _history.Invoice(asked, session) : _orders.Answer(asked, session);
    }
}

using Simulators.OtherRegistre.Http;
using Simulators.OtherRegistre.Pages;

namespace Simulators.OtherRegistre.Desks;

/// <summary>The entrance, the login, the welcome page, the end of a session, and the closed door.</summary>
internal sealed class Door(World world)
{
    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly Sheet _sheet = world.Sheet;

    public Reply EntrancePage(bool entry)
    {
        const string text = "Consultez le Registre foncier";
        if (_shape.Frames == Frames.WholeSite && !entry)
            return _sheet.Raw("Registre foncier du Québec en ligne", $"<frameset rows=\"70,*\" border=\"0\"><frame name=\"entet\" src=\"{Places.Header}\" noresize><frame name=\"contn\" src=\"{Places.Entry}\"></frameset>");
        if (_shape.Entrance == Entrance.BrowserNotice && !entry)
            return _sheet.Page("Configuration requise", $"<p>Ce site est optimisé pour Internet Explorer 5.5 ou une version plus récente. Votre navigateur pourrait ne pas afficher correctement certaines pages.</p><p><a href=\"{Places.Entry}\">Poursuivre vers le Registre foncier</a></p>", navigation: false);
        var way = _shape.Entrance switch
        {
            Entrance.ImageMap => $"<img src=\"/Sirf/images/entree_bandeau.gif\" usemap=\"#bandeau\" alt=\"{text}\" width=\"300\" height=\"80\" border=\"0\"><map name=\"bandeau\"><area shape=\"rect\" coords=\"0,0,300,80\" href=\"{Places.Login}\" alt=\"Entrée du site\"></map>",
            Entrance.ImageLink => $"<a href=\"{Places.Login}\"><img src=\"/Sirf/images/entree_bandeau.gif\" alt=\"{text}\" width=\"300\" height=\"80\" border=\"0\"></a>",
            Entrance.Button => $"<form action=\"{Places.Login}\" method=\"get\"><input type=\"submit\" value=\"Entrée du site\"></form>",
            _ => $"<a href=\"{Places.Login}\">{text}</a>",
        };
        return _sheet.Page("Registre foncier du Québec en ligne", $"<p>Bienvenue au Registre foncier du Québec en ligne.</p>{way}<p>Heures d'ouverture : tous les jours, sauf pendant l'entretien.</p>", navigation: false);
    }

    /// <summary>The pages beside the way: news, the search in the site's own pages, the door of occasional customers.</summary>
    public Reply AsidePage(Asked asked) => asked.At(Places.SiteSearch)
        ? _sheet.Page("Recherche dans le site", "<p>Aucune page du site ne contient ces mots.</p>", navigation: false)
        : asked.At(Places.Occasional)
            ? _sheet.Page("Client occasionnel", "<p>Ce service est réservé aux clients occasionnels.</p>", navigation: false)
            : _sheet.Page("Nouveautés", "<p>Commandez vos copies certifiées en ligne. Inscrivez-vous au service d'avis par courriel.</p>", navigation: false);

    public Reply HeaderPage() => _sheet.Raw("Entête", "<body><img src=\"/Sirf/images/entete.gif\" alt=\"Gouvernement du Québec\"></body>");

    public Reply LoginAnswer(Asked asked, Session session)
    {
        if (world.LoginUnavailable)
            return LoginForm("Le service d'identification est temporairement indisponible. Veuillez réessayer plus tard.");
        if (!asked.IsPost)
            return LoginForm(null);
        if (asked.Form.GetValueOrDefault("txtEtat") == "fermr" && session.Waiting is { } waiting)
            return Admit(world.Account(waiting)!, session, takeOver: true);
        var code = asked.Form.GetValueOrDefault("txtVaCodeUtils", "").Trim().ToUpperInvariant();
        var password = asked.Form.GetValueOrDefault("txtMotPasse", "");
        if (code.Length == 0 || password.Length == 0)
            return LoginForm("Vous devez saisir le code d'utilisateur et le mot de passe.");
        var account = world.Account(code);
        if (account is { Trouble: AccountTrouble.Locked } || world.Locked(code))
            return Refuse(code, LockedText);
        if (account is null || account.Password != password)
            return Refuse(code, world.Wrong(code) ? LockedText : RefusalText);
        world.Right(code);
        return account.Trouble switch
        {
            AccountTrouble.PasswordExpired => Expired(code),
            AccountTrouble.IdentityQuestion => Question(asked, code),
            _ => Admit(account, session, takeOver: false),
        };
    }

    public Reply NoticeAnswer(Asked asked, Session session)
    {
        if (asked.IsPost)
            session.NoticeAccepted = true;
        return Reply.To(_places.Welcome);
    }

    public Reply WelcomePage() => _shape.Frames == Frames.WholeSite
        ? _sheet.Raw("Bienvenue", $"<frameset cols=\"180,*\"><frame name=\"navgt\" src=\"{_places.Navigation}\"><frame name=\"contn\" src=\"{_places.Welcome}?Volet=D\"></frameset>")
        : WelcomeBody();

    public Reply WelcomeBody() => _sheet.Page("Accueil", _shape.Welcome switch
    {
        Welcome.Greeting => "<h3>Bonjour</h3><p>Vous avez accès aux services du Registre foncier.</p>",
        Welcome.Pictures => "<img src=\"/Sirf/images/bienvenue.gif\" alt=\"Bienvenue\">",
        Welcome.Bare => "&nbsp;",
        _ => "<p>Bienvenue au Registre foncier du Québec en ligne. Choisissez un produit dans la barre de navigation.</p>",
    }, script: _shape.Dialogs switch
    {
        Dialogs.Alert => "alert('Avis : la tarification a été indexée le 1er avril.');",
        Dialogs.NewsWindow => $"window.open('{Places.News}', 'nouv', 'width=400,height=300');",
        _ => "",
    });

    public Reply NavigationPage() => _sheet.Raw("Navigation", $"<body>{_sheet.Navigation()}</body>");

    public Reply LogoutPage(Session session)
    {
        session.Account = null;
        return _sheet.Page("Fin de session", $"<p>Votre session est terminée. Merci d'avoir utilisé nos services.</p><a href=\"{Places.Root}\">Retour</a>", navigation: false);
    }

    /// <summary>What a page that needs a session says to somebody who has none.</summary>
    public Reply NoSession(Asked asked) => _shape.Expiry switch
    {
        Expiry.ExpiredPage => _sheet.Page("Session expirée", $"<p>Votre session a pris fin en raison d'une période d'inactivité prolongée.</p><p><a href=\"{Places.Root}\" target=\"_top\">Entrée du site</a></p>", navigation: false),
        Expiry.LoginForm => LoginForm(null),
        Expiry.LoginWithReturn => Reply.To($"{Places.Login}?Retour={Uri.EscapeDataString(asked.Path)}"),
        Expiry.ScriptToTop => _sheet.Raw("SIRF", $"<body>{_sheet.Script($"top.location.href = '{Places.Root}';")}</body>"),
        _ => Reply.To(Places.Root),
    };

    /// <summary>The notice that stands before everything else.</summary>
    public Reply NoticePage() =>
        _sheet.Page("Avis important", $"<p>Avis à la clientèle : les conditions d'utilisation du Registre foncier ont été modifiées.</p><form action=\"{_places.Notice}\" method=\"post\"><input type=\"submit\" name=\"btnAccpt\" id=\"btnAccpt\" value=\"J'ai lu et j'accepte\"></form>", navigation: false);

    public Reply ClosedPage(string path)
    {
        const string text = "Le Registre foncier du Québec en ligne n'est pas disponible en ce moment en raison de travaux d'entretien.";
        return _shape.ClosedForm switch
        {
            ClosedForm.Status200 => _sheet.Page("Service non disponible", $"<p>{text} Veuillez nous excuser de cet inconvénient.</p>", navigation: false),
            ClosedForm.Weekend => _sheet.Page("Fermeture du site", "<h2>Fermeture du site</h2><p>Le site sera ferm&eacute; du vendredi 19 h au dimanche 12 h pour une mise &agrave; jour de nos syst&egrave;mes.</p>", navigation: false),
            ClosedForm.FrameOnly when !path.EndsWith("entet.asp", StringComparison.Ordinal) && !path.EndsWith("entre.asp", StringComparison.Ordinal) =>
                _sheet.Raw("Registre foncier du Québec en ligne", $"<frameset rows=\"70,*\"><frame name=\"entet\" src=\"{Places.Header}\"><frame name=\"contn\" src=\"{Places.Entry}\"></frameset>"),
            ClosedForm.FrameOnly => _sheet.Raw("Avis", $"<body><b>{text}</b></body>"),
            _ => _sheet.Raw("Service non disponible", $"<body><h1>503</h1><p>{text}</p></body>", status: 503),
        };
    }

    private string RefusalText => _shape.Refusal switch
    {
        Refusal.Incorrect => "Mot de passe incorrect. Veuillez le saisir de nouveau.",
        Refusal.Unknown => "L'identification a échoué. Vérifiez votre code d'utilisateur et votre mot de passe.",
        Refusal.Failed => "Accès refusé (SIRF-1406).",
        _ => "Le code d'utilisateur ou le mot de passe est invalide.",
    };

    private string LockedText => _shape.Refusal switch
    {
        Refusal.Incorrect => "Votre accès est suspendu à la suite de trois tentatives infructueuses.",
        Refusal.Unknown => "Votre code d'utilisateur est verrouillé. Communiquez avec le Centre de relation avec la clientèle.",
        Refusal.Failed => "Compte inactif (SIRF-1407).",
        _ => "Ce code d'utilisateur est bloqué. Veuillez communiquer avec nous.",
    };

    private Reply Refuse(string code, string text)
    {
        world.Logins.Add(new(world.Now, code, Accepted: false, 0));
        return LoginForm(text);
    }

    private Reply Admit(OtherAccount account, Session session, bool takeOver)
    {
        var others = world.Live(account.Code).Where(other => other != session).ToArray();
        if (others.Length > 0 && !takeOver)
        {
            if (_shape.SecondLogin == SecondLogin.Refused)
                return Refuse(account.Code, "Une session est déjà ouverte avec ce code d'utilisateur.");
            if (_shape.SecondLogin == SecondLogin.Asks)
                return AskToEnd(account.Code, session);
        }

        var ended = _shape.SecondLogin == SecondLogin.Tolerated ? [] : others;
        foreach (var other in ended)
            other.Account = null;
        session.Account = account.Code;
        session.Waiting = null;
        session.NoticeAccepted = false;
        if (_shape.Cookies == Cookies.Renewed)
            world.Renumber(session);
        world.Logins.Add(new(world.Now, account.Code, Accepted: true, ended.Length));
        return _shape.AfterLogin switch
        {
            AfterLogin.Redirect => Reply.To(_places.Welcome),
            AfterLogin.Notice => NoticePage(),
            AfterLogin.ScriptHop => _sheet.Raw("SIRF", $"<body>{_sheet.Script($"window.location.replace('{_places.Welcome}');")}</body>"),
            _ => WelcomePage(),
        };
    }

    private Reply AskToEnd(string code, Session session)
    {
        session.Waiting = code;
        world.Logins.Add(new(world.Now, code, Accepted: false, 0));
        return _sheet.Page("Session déjà ouverte", $"<p>Une session est déjà ouverte avec ce code d'utilisateur. Voulez-vous la fermer et poursuivre ?</p><form action=\"{Places.Login}\" method=\"post\">{_sheet.Hidden(("txtEtat", "fermr"))}<input type=\"submit\" name=\"btnFermr\" value=\"Fermer l'autre session\"> <input type=\"button\" name=\"btnAnnul\" value=\"Annuler\" onclick=\"window.location.href='{Places.Root}'\"></form>", navigation: false);
    }

    private Reply Expired(string code)
    {
        world.Logins.Add(new(world.Now, code, Accepted: false, 0));
        return _sheet.Page("Changement du mot de passe", $"<p>Votre mot de passe est expiré. Vous devez le modifier.</p><form action=\"{Places.Login}\" method=\"post\">{_sheet.Hidden(("txtEtat", "modif"))}{_sheet.Rows(_sheet.Row("Nouveau mot de passe", "txtNouvMotPasse", _sheet.Text("txtNouvMotPasse", type: "password")), _sheet.Row("Confirmation du mot de passe", "txtConfrMotPasse", _sheet.Text("txtConfrMotPasse", type: "password")))}<input type=\"submit\" name=\"btnModif\" value=\"Modifier\"></form>", navigation: false);
    }

    private Reply Question(Asked asked, string code)
    {
        world.Logins.Add(new(world.Now, code, Accepted: false, 0));
        var (fragment, script) = _sheet.Message(asked.Form.ContainsKey("txtReponQuest") ? "La réponse est inexacte." : null);
        return _sheet.Page("Identification", $"{fragment}<p>Afin de vérifier votre identité, veuillez répondre à votre question personnelle.</p><form action=\"{Places.Login}\" method=\"post\">{_sheet.Hidden(("txtEtat", "valdr"), ("txtInAfichQuestIdentPersn", "O"), ("txtVaCodeUtils", code), ("txtMotPasse", asked.Form["txtMotPasse"]))}<p>Quel est le prénom de votre grand-mère ?</p>{_sheet.Text("txtReponQuest")}<input type=\"submit\" name=\"btnSoumt\" value=\"Soumettre\"></form>", navigation: false, script: script);
    }

    private Reply LoginForm(string? message)
    {
        if (message is not null && _shape.MessageForm == MessageForm.PlainPage)
            return _sheet.Raw("Identification", $"<body><p>{Markup.Escape(message)}</p><a href=\"{Places.Login}\">Retour</a></body>");
        var (fragment, script) = _sheet.Message(message);
        var press = _shape.LoginButton switch { LoginButton.Button => Press.Button, LoginButton.Image => Press.Image, LoginButton.Script => Press.Script, _ => Press.Input };
        var fields = _sheet.Rows(_sheet.Row("Code d'utilisateur", "txtVaCodeUtils", _sheet.Text("txtVaCodeUtils")), _sheet.Row("Mot de passe", "txtMotPasse", _sheet.Text("txtMotPasse", type: "password")));
        var (before, inside) = _shape.LoginExtra switch
        {
            LoginExtra.OccasionalFirst => ($"<form name=\"frmOccas\" action=\"{Places.Occasional}\" method=\"post\"><b>Client occasionnel</b> {_sheet.Text("txtNoCarte")}<input type=\"submit\" name=\"btnOccas\" value=\"Soumettre\"></form><b>Client régulier</b>", ""),
            LoginExtra.KindRadios => ("", "<p><input type=\"radio\" name=\"rdTypClnt\" value=\"O\"> Client occasionnel <input type=\"radio\" name=\"rdTypClnt\" value=\"R\" checked> Client régulier</p>"),
            _ => ("", ""),
        };
        var form = $"{before}<form name=\"frmIdent\" action=\"{Places.Login}\" method=\"post\">{_sheet.Hidden(("txtEtat", "valdr"), ("txtBoutn", "btnSoumt"), ("txtInAfichQuestIdentPersn", "N"))}{inside}{fields}{_sheet.Ghost("Soumettre")}{Buttons.Make(press, "btnSoumt", "Soumettre")}</form>";
        return _sheet.Page("Identification du client", $"{_sheet.Placed(fragment, form)}<p><a href=\"{Places.Root}\">Mot de passe oublié</a></p>", navigation: false, script: script);
    }
}

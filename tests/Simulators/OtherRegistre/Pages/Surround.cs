namespace Simulators.OtherRegistre.Pages;

/// <summary>What stands around the matter of a page and is none of it.</summary>
internal sealed class Surround(OtherShape shape, Places places)
{
    /// <summary>An older form of the site's pages, as it was commented out.</summary>
    public const string OldMarkup = "<!-- version 3.1 <form name=\"frmAncn\" action=\"" + Places.Confirm + "\" method=\"post\"><table class=\"Cadre\"><tr><td><img src=\"/Sirf/images/image_message.gif\"></td><td class=\"contValErr\">La fiche immobilière demandée est inexistante.</td></tr></table><input type=\"submit\" id=\"btnConfr\" name=\"btnConfr\" value=\"Confirmer\"><a href=\"" + Places.Save + "?NoDemnd=0\" title=\"Sauvegarder ou imprimer le document\">Sauvegarder</a></form> -->\r\n";

    /// <summary>What the search forms explain.</summary>
    public const string Help = "<h5>Messages que vous pourriez recevoir</h5><dl><dt>La fiche immobilière demandée est inexistante</dt><dd>Vérifiez le cadastre et le numéro de lot.</dd><dt>Aucune information ne correspond aux critères de sélection</dt><dd>Vérifiez la circonscription foncière.</dd><dt>Le document demandé est inexistant</dt><dd>Vérifiez le type de document.</dd></dl>";

    private const string NewsText = "<marquee>Avis : le service sera interrompu pour des travaux d'entretien du vendredi 19 h au dimanche 12 h. Pour votre sécurité, une session prend fin après 20 minutes d'inactivité ; vous devez alors saisir de nouveau votre code d'utilisateur et votre mot de passe.</marquee>";

    /// <summary>The body with what stands above and below it; <paramref name="bar"/> stands before both.</summary>
    public string Around(string body, string bar)
    {
        var above = shape.Surroundings switch
        {
            Surroundings.SearchAbove => Search("Trouver"),
            Surroundings.Advertisement => $"<table border=\"1\"><tr><td><b>Nouveau !</b> <a href=\"{Places.News}\">Commander une copie certifiée</a> <a href=\"{Places.News}\">Consulter nos tarifs</a></td><td><form name=\"frmInfol\" action=\"{Places.News}\" method=\"get\"><input type=\"text\" name=\"txtCourl\"><input type=\"submit\" name=\"btnInfol\" value=\"Confirmer l'inscription à l'infolettre\"> <input type=\"submit\" name=\"btnComnt\" value=\"Soumettre un commentaire\"></form></td></tr></table>",
            Surroundings.News => NewsText,
            _ => "",
        };
        var forms = (above + bar).Split("<form").Length - 1;
        if (forms > 0)
            body = body.Replace("document.forms[0]", $"document.forms[{forms}]", StringComparison.Ordinal);
        return above + body + (shape.Surroundings == Surroundings.SearchBelow ? Search("Rechercher") : "");
    }

    /// <summary>The navigation bar as an image map, or as a form for each service.</summary>
    public string Navigation(string target)
    {
        IEnumerable<(string Href, string Text)> services =
        [
            (Places.Index, "Index des immeubles"),
            (Places.Actes, "Acte, radiation et avis d'adresse"),
            (Places.Plans, "Plan cadastral"),
            (places.ClientFile, "Dossier client"),
            .. shape.HistoryLink == HistoryLink.ClientFile ? Array.Empty<(string, string)>() : [(places.History, "Historique des factures")],
            (places.Logout, "Quitter"),
        ];
        return shape.Bar == Bar.Map
            ? $"<img src=\"/Sirf/images/barre.gif\" usemap=\"#barre\" width=\"140\" height=\"120\" border=\"0\" alt=\"\"><map name=\"barre\">{string.Concat(services.Select((service, i) => $"<area shape=\"rect\" coords=\"0,{i * 20},140,{(i * 20) + 19}\" href=\"{service.Href}\" alt=\"{service.Text}\"{target}>"))}</map>"
            : string.Concat(services.Select(service => $"<form action=\"{service.Href}\" method=\"get\"{target}><input type=\"image\" src=\"/Sirf/images/nav.gif\" alt=\"{service.Text}\" width=\"140\" height=\"20\"></form>"));
    }

    private static string Search(string button) => $"<form name=\"frmRechrSite\" action=\"{Places.SiteSearch}\" method=\"get\">Dans le site : <input type=\"text\" name=\"txtMotCle\" size=\"12\"> <input type=\"submit\" value=\"{button}\"></form>";
}

/// <summary>What a page begins with.</summary>
internal static class Shells
{
    public static string Opening(Shell shell, string charset) => shell switch
    {
        Shell.Xhtml => $"<?xml version=\"1.0\" encoding=\"{charset}\"?>\r\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"xhtml1-transitional.dtd\">\r\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"fr\">\r\n",
        Shell.BlankLines => string.Concat(Enumerable.Repeat("\r\n\t\r\n", 20)) + Opening(Shell.Html401, charset),
        Shell.NoDoctype => "<html>\r\n",
        _ => "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\r\n<html>\r\n",
    };
}

using Simulators.OtherRegistre.Http;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The site's addresses: those that the sources tell, and those that a shape spells in its own way.</summary>
internal sealed class Places(OtherShape shape)
{
    public const string Root = "/Sirf/";
    public const string Scripts = "/Sirf/Script/";
    public const string Login = "/Sirf/Script/14_06_01-02/pf_14_06_01_reglr.asp";
    public const string Index = "/Sirf/Script/13_01_11/pf_13_01_11_02_indx_immbl.asp";
    public const string Actes = "/Sirf/Script/13_01_11/pf_13_01_11_08_reqst.asp";
    public const string Plans = "/Sirf/Script/13_01_11/pf_13_01_11_10_plan_cadst.asp";
    public const string PlanChoice = "/Sirf/Script/13_01_08/pf_13_01_08_selct_plan_cadst.asp";
    public const string Confirm = "/Sirf/Script/13_01_13/pf_13_01_13_confr_demnd.asp";
    public const string HopStem = "/Sirf/Script/13_01_13/pf_13_01_13_2";
    public const string Viewer = "/Sirf/Script/13_01_13/pf_13_01_13_30_affch_Docmn.asp";
    public const string Menu = "/Sirf/Script/13_01_13/pf_13_01_13_31_menu_Docmn.asp";
    public const string Page = "/Sirf/Script/13_01_13/pf_13_01_13_32_page_Docmn.asp";
    public const string Deeper = "/Sirf/Script/13_01_13/pf_13_01_13_34_cadre_Docmn.asp";
    public const string Save = "/Sirf/Script/13_01_13/pf_13_01_13_33_impri_sauvg.asp";
    public const string Files = "/Sirf/Docmn/";
    public const string Entry = "/Sirf/Script/13_01_01/pf_13_01_01_entre.asp";
    public const string Blank = "/Sirf/Script/13_01_01/pf_13_01_01_vide.asp";
    public const string News = "/Sirf/Script/13_01_01/pf_13_01_01_nouv.asp";
    public const string SiteSearch = "/Sirf/Script/13_01_01/pf_13_01_01_rechr_site.asp";
    public const string Occasional = "/Sirf/Script/14_06_01-02/pf_14_06_02_occas.asp";
    public const string Header = "/Sirf/Script/13_01_01/pf_13_01_01_entet.asp";

    public string Welcome => Spelt("13_01_01/pf_13_01_01_02_accl.asp", "13_01_01/Accueil.asp", "13_01_01/a.asp");

    public string Navigation => Spelt("13_01_01/pf_13_01_01_03_barre_navgt.asp", "13_01_01/BarreNavigation.asp", "13_01_01/n.asp");

    public string Notice => Spelt("14_06_01-02/pf_14_06_01_avis.asp", "14_06_01-02/AvisImportant.asp", "14_06_01-02/v.asp");

    public string Logout => Spelt("14_06_01-02/pf_14_06_01_quitt.asp", "14_06_01-02/Quitter.asp", "14_06_01-02/q.asp");

    public string ClientFile => Spelt("14_06_05/pf_14_06_05_dossr_clnt.asp", "14_06_05/DossierClient.asp", "14_06_05/dc.asp");

    public string History => Spelt("14_06_08/pf_14_06_08_histr_factr.asp", "14_06_08/HistoriqueFactures.asp", "14_06_08/hf.asp");

    public string HistoryConsult => Spelt("14_06_08/pf_14_06_08_consl_factr.asp", "14_06_08/ConsulterDocument.asp", "14_06_08/c.asp");

    public string Invoice => Spelt("14_06_08/pf_14_06_08_factr.asp", "14_06_08/Facture.asp", "14_06_08/f.asp");

    public string Order => Spelt("13_01_13/pf_13_01_13_commn.asp", "13_01_13/Commander.asp", "13_01_13/cm.asp");

    /// <summary>The query that names an order, empty where the session knows it.</summary>
    public string Query(string order) => shape.OrderState == OrderState.Session ? "" : $"?{Token}={order}";

    /// <summary>The query's name for an order's number.</summary>
    public string Token => shape.Naming switch { Naming.Later => "idDemande", Naming.Terse => "n", _ => "NoDemnd" };

    /// <summary>The name of the radios of every list.</summary>
    public string Choice => shape.Naming switch { Naming.Later => "rbDocument", Naming.Terse => "r1", _ => "rdSelctDocmn" };

    public string Cancel => shape.Naming switch { Naming.Later => "cmdAnnuler", Naming.Terse => "b2", _ => "btnAnnul" };

    public string Command => shape.Naming switch { Naming.Later => "cmdCommander", Naming.Terse => "b3", _ => "btnCommn" };

    public string Function(string verb) => shape.Naming switch { Naming.Later => "on" + verb, Naming.Terse => "f" + verb[0], _ => "f" + verb };

    public OtherStep StepOf(Asked asked)
    {
        if (asked.At(Root) || asked.At(Entry))
            return OtherStep.Entrance;
        if (asked.At(Login))
            return asked.IsPost ? OtherStep.LoginPost : OtherStep.LoginPage;
        if (asked.At(Index) || asked.At(Actes) || asked.At(Plans))
            return Search(asked);
        if (asked.At(PlanChoice))
            return asked.IsPost || asked.Query.ContainsKey(Choice) ? OtherStep.Choose : OtherStep.SearchPage;
        if (asked.At(Confirm))
            return asked.IsPost ? OtherStep.Confirm : OtherStep.ConfirmPage;
        if (asked.Path.StartsWith(HopStem, StringComparison.OrdinalIgnoreCase))
            return OtherStep.Redirect;
        if (asked.At(Viewer))
            return OtherStep.Viewer;
        if (asked.At(Menu))
            return OtherStep.MenuFrame;
        if (asked.At(Page))
            return OtherStep.PageFrame;
        if (asked.At(Save) || asked.Path.StartsWith(Files, StringComparison.OrdinalIgnoreCase))
            return OtherStep.Pdf;
        if (asked.At(History))
            return OtherStep.History;
        if (asked.At(HistoryConsult))
            return OtherStep.HistoryConsult;
        if (asked.At(Invoice))
            return OtherStep.Invoice;
        return asked.At(Welcome) || asked.At(Notice) ? OtherStep.Welcome : OtherStep.Other;
    }

    private OtherStep Search(Asked asked)
    {
        if (!asked.IsPost)
            return asked.Query.ContainsKey("selCircnFoncr") ? OtherStep.Reload : OtherStep.SearchPage;
        return asked.Form.GetValueOrDefault("txtEtat") switch
        {
            "selct" => OtherStep.Choose,
            "valdr" => OtherStep.Submit,
            _ => OtherStep.Reload,
        };
    }

    private string Spelt(string sirf, string later, string terse) =>
        "/Sirf/Script/" + shape.Naming switch { Naming.Later => later, Naming.Terse => terse, _ => sirf };
}

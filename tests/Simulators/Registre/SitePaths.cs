namespace Simulators.Registre;

/// <summary>Every address of the site.</summary>
internal static class SitePaths
{
    public const string Entry = "/Sirf/";
    public const string Images = "/Sirf/images";
    public const string Login = "/Sirf/Script/14_06_01-02/pf_14_06_01_reglr.asp";
    public const string Logout = "/Sirf/Script/14_06_01-02/pf_14_06_01_fin_sessn.asp";
    public const string Welcome = "/Sirf/Script/13_01_01/pf_13_01_01_acuel.asp";
    public const string IndexSearch = "/Sirf/Script/13_01_11/pf_13_01_11_02_indx_immbl.asp";
    public const string ActeSearch = "/Sirf/Script/13_01_11/pf_13_01_11_08_reqst.asp";
    public const string PlanSearch = "/Sirf/Script/13_01_11/pf_13_01_11_10_plan_cadst.asp";
    public const string PlanChoice = "/Sirf/Script/13_01_08/pf_13_01_08_selct_plan_cadst.asp";
    public const string Confirmation = "/Sirf/Script/13_01_13/pf_13_01_13_confr_demnd.asp";
    public const string Preparation = "/Sirf/Script/13_01_13/pf_13_01_13_prepr_demnd.asp";
    public const string Viewer = "/Sirf/Script/13_01_09/pf_13_01_09_afich_Docmn.asp";
    public const string ViewerMenu = "/Sirf/Script/13_01_09/pf_13_01_09_menu_Docmn.asp";
    public const string ViewerPage = "/Sirf/Script/13_01_09/pf_13_01_09_page_Docmn.asp";
    public const string Save = "/Sirf/Script/13_01_09/pf_13_01_09_impri_sauvg.asp";
    public const string Client = "/Sirf/Script/14_02_01/pf_14_02_01_dosr_clien.asp";
    public const string Invoices = "/Sirf/Script/14_02_01/pf_14_02_01_histr_factr.asp";
    public const string Reopen = "/Sirf/Script/14_02_01/pf_14_02_01_consl_docmn.asp";
}

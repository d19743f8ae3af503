using Shouldly;
using Workers.Registre.Recognition;
using Xunit;

namespace Workers.Registre.Site;

public sealed class LoginStepTests
{
    private const string Announced = "Le site sera temporairement indisponible samedi de 8 h à 10 h.";
    private const string Away = "Le service d'identification est temporairement indisponible. Veuillez réessayer plus tard.";
    private static readonly SeenControl Entrance = new(0, 1, ["Entrée du site"], [], "/Sirf/Script/14_06_01-02/pf_14_06_01_reglr.asp", false);
    private static readonly SeenControl Logout = new(0, 2, ["Fin de session"], [], "fin.asp", false);
    private static readonly SeenControl Submit = new(0, 3, ["Soumettre"], ["btnSoumt"], "", true);
    private static readonly SeenField Code = new(0, 4, "text", ["txtVaCodeUtils"], true);
    private static readonly SeenField Password = new(0, 5, "password", ["txtMotPasse"], true);

    [Fact]
    public void A_closure_that_is_announced_keeps_nobody_out()
    {
        Decide(Sight([Announced], controls: [Entrance])).ShouldBeOfType<LoginStep.Press>().Control.ShouldBe(Entrance);
        Decide(Sight([Announced], controls: [Submit], fields: [Code, Password])).ShouldBeOfType<LoginStep.SendCredentials>();
        Decide(Sight([Announced], controls: [Logout]), sent: true).ShouldBeOfType<LoginStep.Inside>();
    }

    [Fact]
    public void A_site_that_is_closed_ends_the_login_without_code_and_password()
    {
        Closed(Decide(Sight([Announced])));
        Closed(Decide(Sight([Announced], controls: [Entrance]), pressed: Entrance));
        Closed(Decide(Sight([Away], controls: [Submit], fields: [Code, Password])));
        Closed(Decide(Sight([Away], boxes: [Away], controls: [Submit], fields: [Code, Password])));
        Closed(Decide(Sight([Announced], controls: [Submit], fields: [Code, Password]), sent: true));

        static void Closed(LoginStep step) => step.ShouldBeOfType<LoginStep.End>().Why.Fault.ShouldBe(RegistreFault.SiteClosed);
    }

    [Fact]
    public void Code_and_password_are_sent_by_their_own_form()
    {
        var news = new SeenControl(0, 1, ["Soumettre un commentaire"], [], "", true) { Form = 0 };
        var own = new SeenControl(0, 6, ["Entrer"], ["btnEntrr"], "", true) { Form = 1 };

        Decide(Sight([], controls: [news, own], fields: [Code with { Form = 1 }, Password with { Form = 1 }])).ShouldBeOfType<LoginStep.SendCredentials>().Button.ShouldBe(own);
    }

    /// <summary>The folder of the entrance holds news and orders as well.</summary>
    [Fact]
    public void The_entrance_is_pressed_by_its_most_certain_sign_and_never_an_order()
    {
        var order = new SeenControl(0, 7, ["Commander une copie certifiée"], [], "/Sirf/Script/13_01_01/nouv.asp", false);
        var news = new SeenControl(0, 8, ["Consulter nos tarifs"], [], "/Sirf/Script/13_01_01/nouv.asp", false);
        var words = new SeenControl(0, 9, ["Entrée du site"], [], "entre.asp", false);

        Decide(Sight([], controls: [order, news, words, Entrance])).ShouldBeOfType<LoginStep.Press>().Control.ShouldBe(Entrance);
        Decide(Sight([], controls: [order, news, words])).ShouldBeOfType<LoginStep.Press>().Control.ShouldBe(words);
        Decide(Sight([], controls: [order, news])).ShouldBeOfType<LoginStep.Press>().Control.ShouldBe(news);
        Decide(Sight([], controls: [order])).ShouldBeOfType<LoginStep.End>();
    }

    [Fact]
    public void An_entrance_that_leads_to_itself_ends_the_login() =>
        Decide(Sight([], controls: [Entrance]), pressed: Entrance).ShouldBeOfType<LoginStep.End>().Why.Fault.ShouldBe(RegistreFault.SiteUnavailable);

    private static LoginStep Decide(PageSight sight, bool sent = false, SeenControl? pressed = null) => LoginStep.Decide(Recogniser.Read(sight), sent, pressed);

    private static PageSight Sight(IReadOnlyList<string> prose, IReadOnlyList<string>? boxes = null, IReadOnlyList<SeenControl>? controls = null, IReadOnlyList<SeenField>? fields = null) =>
        new([new FrameSight(0, "http://registry.example/", "", prose, boxes ?? [], fields ?? [], controls ?? [], [], [], false)], []);
}

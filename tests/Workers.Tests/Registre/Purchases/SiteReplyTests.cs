using Shouldly;
using Workers.Jobs.Outcomes;
using Workers.Registre.Recognition;
using Xunit;

namespace Workers.Registre.Purchases;

public sealed class SiteReplyTests
{
    private static readonly Uri Site = new("https://registry.example/");
    private const string NotFound = "La fiche immobilière demandée est inexistante.";

    [Fact]
    public void What_is_not_in_a_list_that_was_not_read_whole_is_no_final_answer()
    {
        var none = RegistreFailure.Business(OutcomeCodes.NotFound, "choice", "the list holds only other numbers");

        SiteReply.NotListed(none, isCut: false).ShouldBe(new(none, none.Message, IsFinal: true));
        var cut = SiteReply.NotListed(none, isCut: true);
        (cut.IsFinal, cut.Why.Fault, cut.Why.Outcome).ShouldBe((false, RegistreFault.SiteChanged, null));
        SiteReply.NotListed(RegistreFailure.Business(OutcomeCodes.PaperOnly, "choice", "paper"), isCut: true).IsFinal.ShouldBeTrue();
    }

    /// <summary>The whole table: what each kind of page means with each kind of message.</summary>
    [Theory]
    [InlineData("Viewer", null, "Document")]
    [InlineData("Confirmation", null, "Confirmation")]
    [InlineData("List", null, "Choice")]
    [InlineData("List", "Le lot est inactif.", "Choice")]
    [InlineData("List", "Voici la liste de documents dont le numéro est semblable.", "Choice")]
    [InlineData("List", NotFound, "Refusal")]
    [InlineData("Search", NotFound, "Refusal")]
    [InlineData("Search", "Veuillez corriger le champ.", "Refusal")]
    [InlineData("Search", "Le nombre maximal de consultations est atteint.", "Refusal")]
    [InlineData("Search", null, "Doubt")]
    [InlineData("Closed", "Le site est en maintenance.", "Doubt")]
    [InlineData("Message", "Le service est temporairement interrompu.", "Doubt")]
    [InlineData("Closed", "Le site sera fermé du vendredi 19 h au dimanche 12 h.", "Doubt")]
    [InlineData("Closed", null, "Doubt")]
    [InlineData("Message", NotFound, "Refusal")]
    [InlineData("Message", "La limite quotidienne est atteinte.", "Refusal")]
    [InlineData("Message", "Une erreur est survenue.", "Doubt")]
    [InlineData("Confirmation", "La limite quotidienne est atteinte.", "Refusal")]
    [InlineData("Preparing", null, "Doubt")]
    [InlineData("Welcome", null, "Doubt")]
    [InlineData("Invoices", null, "Doubt")]
    [InlineData("Notice", null, "Doubt")]
    [InlineData("Expired", "Votre session est expirée.", "Doubt")]
    [InlineData("Entrance", null, "Doubt")]
    [InlineData("SessionOpen", "Une session est déjà ouverte.", "Doubt")]
    [InlineData("Unknown", "Une erreur est survenue.", "Doubt")]
    [InlineData("Unknown", null, "Doubt")]
    [InlineData("Login", null, "Doubt")]
    [InlineData("Login", "Votre session est expirée.", "Doubt")]
    public void A_page_that_answers_what_may_bill_has_one_meaning(string kind, string? message, string meaning) =>
        Read(kind, message).GetType().Name.ShouldBe(meaning);

    [Fact]
    public void Only_an_answer_about_the_document_itself_ends_the_search()
    {
        Read("Search", NotFound).ShouldBeOfType<SiteReply.Refusal>().IsFinal.ShouldBeTrue();
        Read("Search", "Le nombre maximal de consultations est atteint.").ShouldBeOfType<SiteReply.Refusal>().IsFinal.ShouldBeFalse();
        Read("Search", "Veuillez corriger le champ.").ShouldBeOfType<SiteReply.Refusal>().IsFinal.ShouldBeFalse();
    }

    [Fact]
    public void The_login_page_or_a_closed_site_says_that_the_request_was_probably_not_acted_on()
    {
        Read("Login", null).ShouldBeOfType<SiteReply.Doubt>().IsTurnedAway.ShouldBeTrue();
        Read("Closed", "Le site est en maintenance.").ShouldBeOfType<SiteReply.Doubt>().IsTurnedAway.ShouldBeTrue();
        Read("Closed", null).ShouldBeOfType<SiteReply.Doubt>().IsTurnedAway.ShouldBeFalse("it only announces a closure");
        Read("Message", "Le service est temporairement interrompu.").ShouldBeOfType<SiteReply.Doubt>().IsTurnedAway.ShouldBeTrue();
        Read("Unknown", null).ShouldBeOfType<SiteReply.Doubt>().IsTurnedAway.ShouldBeFalse();
    }

    [Fact]
    public void A_login_page_is_the_requests_own_answer_only_at_its_own_address_or_behind_one_redirect_to_the_login()
    {
        IsAtLogin("/form").ShouldBeTrue();
        IsAtLogin("/form", "/login").ShouldBeTrue();
        IsAtLogin("/form", "/viewer").ShouldBeFalse();
        IsAtLogin("/form", "/preparation", "/login").ShouldBeFalse();
        IsAtLogin().ShouldBeFalse();

        static bool IsAtLogin(params string[] way) => SiteReply
            .Read(new(PageKind.Login, null, SiteAnswer.None, 0, new PageSight([], [])), [.. way.Select(path => new Uri(Site, path))], "/login")
            .ShouldBeOfType<SiteReply.Doubt>().IsTurnedAway;
    }

    /// <summary>Whatever else happened, the site may have billed.</summary>
    [Fact]
    public void Without_an_answer_only_a_request_that_never_left_is_no_doubt()
    {
        foreach (var fault in Enum.GetValues<RegistreFault>())
        {
            var reply = SiteReply.Without(new(fault, "submit", "why"));
            if (fault is RegistreFault.NotSent)
            {
                reply.ShouldBeOfType<SiteReply.NotSent>();
            }
            else
            {
                reply.ShouldBeOfType<SiteReply.Doubt>().IsTurnedAway.ShouldBeFalse();
            }
        }
    }

    [Theory]
    [InlineData(NotFound, "Refusal")]
    [InlineData("Votre demande est acceptée.", "Doubt")]
    public void What_a_form_says_outside_of_its_box_refuses_only_in_words_that_are_known(string message, string meaning) =>
        Read("Search", message, isBox: false).GetType().Name.ShouldBe(meaning);

    private static SiteReply Read(string kind, string? message, bool isBox = true) => SiteReply.Read(
        new(Enum.Parse<PageKind>(kind), message, SiteMessage.Read(message), 0, new PageSight([], isBox && message is not null ? [message] : [])), [new Uri(Site, "/form")], "/login");
}

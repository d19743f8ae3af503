using Shouldly;
using Xunit;

namespace Workers.Registre.Recognition;

/// <summary>What is pressed of several things that say nearly the same.</summary>
public sealed partial class RecogniserTests
{
    /// <summary>What a site asks beside its matter is confirmed, searched and sent by forms of their own.</summary>
    private const string Advertisement = """
        <form action=x.asp><input name=txtCourl><input type=submit value="Confirmer l'inscription à l'infolettre"><input type=submit value="Soumettre un commentaire"></form>
        """;

    [Theory]
    [InlineData("<form><input type=submit value='Confirmer la demande'></form>", "Confirmer la demande")]
    [InlineData("<form><input type=submit name=btnConfr value='Confirmer et payer'><input type=submit value=Annuler></form>", "Confirmer et payer")]
    [InlineData("<form><input name=txtCourl><input type=submit value=Confirmer></form><form><input type=submit value=CONFIRMER></form>", "CONFIRMER")]
    [InlineData("<form><input type=submit value=Confirmer></form><form><input type=submit value=Confirmer></form>", null)]
    [InlineData("<form><input name=txtCourl><input type=submit value=Confirmer></form>", null)]
    [InlineData("<form><input type=submit value='Confirmer la commande'></form>", null)]
    [InlineData("<form><input type=submit value='Confirmer mon adresse'></form>", null)]
    public async Task Only_what_confirms_the_request_is_found_to_confirm(string html, string? said)
    {
        var page = await ReadAsync(Advertisement + html);

        Recogniser.FindConfirm(page.Sight.Frames[0])?.Words.ShouldContain(said);
        (page.Kind is PageKind.Confirmation).ShouldBe(said is not null);
    }

    [Fact]
    public async Task What_stands_in_another_form_sends_no_field()
    {
        var frame = (await ReadAsync(Advertisement + "<form id=two><input name=lot></form><table><form><tr><td><input name=old><a href=go.asp>Rechercher</a></td></tr></form></table><input name=free>")).Sight.Frames[0];

        Recogniser.ControlsFor(frame, Named("lot")).ShouldAllBe(control => control.Form == null);
        Recogniser.ControlsFor(frame, Named("old")).ShouldHaveSingleItem().Words.ShouldContain("Rechercher");
        Recogniser.ControlsFor(frame, Named("txtCourl")).Count(control => control.Sends).ShouldBe(2);
        Recogniser.ControlsFor(frame, Named("free")).Count.ShouldBe(frame.Controls.Count);

        SeenField Named(string name) => frame.Fields.Single(field => field.IsCalled(name));
    }

    [Theory]
    [InlineData("<a href=aide.asp title='Comment sauvegarder ou imprimer un document'>Aide : Sauvegarder</a> <a href=a.asp>Sauvegarder</a>", "Sauvegarder")]
    [InlineData("<a href=a.asp>Sauvegarder</a> <a href=impri_sauvg.asp>Document</a>", "Document")]
    [InlineData("<a href=aide.asp>Aide : Sauvegarder</a> <input type=submit value='Sauvegarder le document'>", "Sauvegarder le document")]
    [InlineData("<a href=impri_sauvg_aide.asp>Guide</a>", null)]
    public async Task What_helps_to_save_does_not_save(string html, string? said)
    {
        var page = await ReadAsync(html);

        Recogniser.FindSave(page.Sight.Controls)?.Words.ShouldContain(said);
        (page.Kind is PageKind.Viewer).ShouldBe(said is not null);
    }

    [Theory]
    [InlineData("<tr><td><input type=radio name=r></td><td>53850</td></tr>")]
    [InlineData("<tr><td><a href=c.asp>Consulter</a></td><td>53850</td></tr>")]
    public async Task A_link_beside_a_list_is_no_row_of_it(string row)
    {
        var frame = (await ReadAsync("<p>Nous vous proposons une liste de document(s) dont le numéro est semblable.</p><table><tr><td><a href=t.asp>Consulter nos tarifs</a></td></tr></table><table>" + row + "</table>")).Sight.Frames[0];

        Recogniser.Choices(frame).ShouldHaveSingleItem().Cells.ShouldContain("53850");
    }

    [Theory]
    [InlineData("<table>", "<tr><td>1</td></tr>", "</table>")]
    [InlineData("", "<input>", "")]
    [InlineData("", "<a href=x>1</a>", "")]
    public async Task A_page_that_shows_more_than_is_read_says_so(string before, string one, string after)
    {
        (await ReadAsync(before + string.Concat(Enumerable.Repeat(one, 1200)) + after)).Sight.Frames[0].IsCut.ShouldBeFalse();
        (await ReadAsync(before + string.Concat(Enumerable.Repeat(one, 1201)) + after)).Sight.Frames[0].IsCut.ShouldBeTrue();
    }
}

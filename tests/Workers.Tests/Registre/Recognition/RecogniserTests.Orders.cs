using Shouldly;
using Xunit;

namespace Workers.Registre.Recognition;

public sealed partial class RecogniserTests
{
    /// <summary>What would be pressed before the form is sent: the value of the choice, or nothing to press where the page must be left alone.</summary>
    [Theory]
    [InlineData("<input type=radio name=s value=C checked> Consulter <input type=radio name=s value=O> Commander une copie", null)]
    [InlineData("<input type=radio name=s value=C> Consulter (1,50 $)<br><input type=radio name=s value=O checked> Commander une copie", "C")]
    [InlineData("<input type=radio name=s value=O> <b>Commander</b> <input type=radio name=s value=C> <b>Consulter</b>", "C")]
    [InlineData("Commander <input type=radio name=s value=O checked> Consulter <input type=radio name=s value=C>", "C")]
    [InlineData("<label for=a>Consulter</label><input type=radio id=a name=s value=C><label><input type=radio name=s value=O checked>Commander</label>", "C")]
    [InlineData("<table><tr><td><input type=radio name=s value=O checked><td>Commander<tr><td><input type=radio name=s value=C><td>Consulter</table>", "C")]
    [InlineData("<input type=radio name=s value=btnComnd checked> Copie <input type=radio name=s value=C> Consulter", "C")]
    [InlineData("<input type=radio name=s value=O checked> Commander <input type=radio name=s value=P> Aperçu", "nothing")]
    [InlineData("<input type=checkbox name=k value=K checked> Commander aussi une copie certifiée (9,00 $)", "K")]
    [InlineData("<input type=checkbox name=k value=K> Commander aussi une copie certifiée (9,00 $)", null)]
    [InlineData("<select name=s><option>Consulter<option selected>Commander une copie</select>", "nothing")]
    [InlineData("<select name=s><option selected>Consulter<option>Commander une copie</select>", null)]
    [InlineData("<select name=selTypeDocmn><option selected>Commande de travaux</select>", null)]
    [InlineData("<input type=radio name=s value=1 checked> <a href=x>Commander</a> <input type=radio name=s value=2> <a href=x>Consulter</a>", null)]
    [InlineData("</form><form><input type=radio name=s value=O checked> Commander", null)]
    public async Task A_copy_is_ordered_by_no_choice_that_the_form_comes_with(string choices, string? pressed)
    {
        var page = await ReadAsync($"<form method=post><input type=submit name=btnConfr value=Confirmer><p>{choices}</form>");
        var frame = page.Sight.Frames[page.Frame];

        var order = CopyOrders.Find(frame, Recogniser.FindConfirm(frame)!);

        (order is null ? null : order.Instead?.Means[^1] ?? "nothing").ShouldBe(pressed);
    }

    /// <summary>Pressing another one of the list would ask for another document.</summary>
    [Fact]
    public async Task Of_a_list_no_choice_is_pressed_but_the_one_that_was_made()
    {
        var page = await ReadAsync("<form method=post><input type=submit name=btnConfr value=Confirmer><p><input type=radio name=s value=O checked> Commander <input type=radio name=s value=C> Consulter <input type=radio name=s value=D> Acte 2</form>");
        var frame = page.Sight.Frames[page.Frame];
        FrameSight Chosen(string value) => frame with { Fields = [.. frame.Fields.Select(field => field with { IsOfList = true, IsChosen = field.Means[^1] == value })] };

        CopyOrders.Find(Chosen("D"), Recogniser.FindConfirm(frame)!).ShouldBeNull();
        CopyOrders.Find(Chosen("O"), Recogniser.FindConfirm(frame)!).ShouldNotBeNull().Instead.ShouldBeNull();
    }
}

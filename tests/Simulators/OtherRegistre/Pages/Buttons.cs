using static Simulators.OtherRegistre.Pages.Markup;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The kinds of control that send a form.</summary>
internal enum Press { Input, Button, Image, Script, Link }

internal static class Buttons
{
    /// <summary>A control that sends its form. Script and Link put the button's name into the form's txtBoutn first.</summary>
    public static string Make(Press press, string name, string text, string extra = "")
    {
        var setting = $".txtBoutn.value='{name}';";
        return press switch
        {
            Press.Button => $"<button type=\"submit\" id=\"{name}\" name=\"{name}\" value=\"{text}\"{extra}>{text}</button>",
            Press.Image => $"<input type=\"image\" id=\"{name}\" name=\"{name}\" src=\"/Sirf/images/{name}.gif\" alt=\"{text}\" width=\"96\" height=\"24\"{extra}>",
            Press.Script => $"<input type=\"button\" id=\"{name}\" name=\"{name}\" value=\"{text}\" onclick=\"this.form{setting}this.form.submit()\">",
            Press.Link => $"<a id=\"{name}\" class=\"BoutnStand\" href=\"javascript:document.forms[0]{setting}document.forms[0].submit();void(0)\">{text}</a>",
            _ => $"<input class=\"BoutnStand\" type=\"submit\" id=\"{name}\" name=\"{name}\" value=\"{text}\"{extra}>",
        };
    }

    /// <summary>A select; its choices are dressed by the shape.</summary>
    public static string Select(string name, IEnumerable<(string Value, string Text)> options, string? chosen, string onchange)
    {
        var change = onchange.Length == 0 ? "" : $" onchange=\"{onchange}\"";
        return $"<select name=\"{name}\" id=\"{name}\" size=\"1\"{change}>"
            + string.Concat(options.Select(option => $"<option value=\"{option.Value}\"{(option.Value == chosen ? " selected" : "")}>{Escape(option.Text)}</option>"))
            + "</select>";
    }
}

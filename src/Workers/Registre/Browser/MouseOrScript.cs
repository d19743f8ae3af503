using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>Presses an element once: with the mouse, as scripts of the site wait for; and by the same events where the mouse did not reach it.</summary>
internal static class MouseOrScript
{
    /// <summary>Heard by the window before any script of the site can keep the event to itself.</summary>
    private const string Watch = """
        element => {
          element.__isPressed = false;
          const hear = event => { if (event.composedPath().includes(element)) { element.__isPressed = true; window.removeEventListener('click', hear, true); } };
          window.addEventListener('click', hear, true);
        }
        """;

    private const string IsPressed = "element => element.__isPressed";
    private const string Press = "element => { ['mousedown', 'mouseup'].forEach(name => element.dispatchEvent(new MouseEvent(name, { bubbles: true }))); element.click(); }";

    public static async Task PressAsync(IElementHandle element)
    {
        // An area of a picture, and a picture that did not load, have no place of their own; one that loads meanwhile has another than before.
        if (await element.BoundingBoxAsync() is not { Width: > 0, Height: > 0 } || !await IsReachedAsync(element))
        {
            await element.EvaluateAsync(Press);
        }
    }

    private static async Task<bool> IsReachedAsync(IElementHandle element)
    {
        await element.EvaluateAsync(Watch);
        await element.ClickAsync(new() { Timeout = 0 });
        try
        {
            return await element.EvaluateAsync<bool>(IsPressed);
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            // Its document is gone: it was pressed.
            return true;
        }
    }
}

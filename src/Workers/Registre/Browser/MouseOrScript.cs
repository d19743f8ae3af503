using System.Globalization;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>Presses an element once: with the mouse, as scripts of the site wait for; and by the same events where the mouse did not reach it.</summary>
internal static class MouseOrScript
{
    /// <summary>
    /// Readies an element and says where its middle is on the page; <c>later</c> where it cannot be pressed there at this moment, <c>nowhere</c> where it has no
    /// place. A press is heard by the window before any script of the site can keep the event to itself, and one that would meet something else is kept
    /// from it. On demand, what would open in a window of its own opens in this one, whose requests are each sent once.
    /// </summary>
    private const string Ready = """
        (element, staysInWindow) => {
          if (staysInWindow) {
            const isOther = target => target !== '' && !/^_(self|parent|top)$/i.test(target) && !window.top.frames[target];
            [element.closest('a, area'), element.form].filter(owner => owner && isOther(owner.target || '')).forEach(owner => { owner.target = ''; });
          }
          element.__isPressed = false;
          const kinds = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
          const hear = event => {
            if (!event.isTrusted) { return; }
            if (!event.composedPath().includes(element)) {
              event.preventDefault();
              event.stopImmediatePropagation();
            } else if (event.type === 'click') {
              element.__isPressed = true;
            }
            if (event.type === 'click') { element.__release(); }
          };
          element.__release = () => kinds.forEach(kind => window.removeEventListener(kind, hear, true));
          kinds.forEach(kind => window.addEventListener(kind, hear, true));

          const box = element.getBoundingClientRect();
          if (box.width <= 0 || box.height <= 0) { return 'nowhere'; }
          if (element.disabled) { return 'later'; }
          element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
          let { left, top, width, height } = element.getBoundingClientRect();
          let [x, y] = [left + width / 2, top + height / 2];
          const isSeen = (root, here) => here.contains(root.elementFromPoint(x, y));
          try {
            if (!isSeen(document, element)) { return 'later'; }
            for (let inner = window; inner !== inner.parent; inner = inner.parent) {
              const frame = inner.frameElement;
              const place = frame.getBoundingClientRect();
              [x, y] = [x + place.left + frame.clientLeft, y + place.top + frame.clientTop];
              if (!isSeen(inner.parent.document, frame)) { return 'later'; }
            }
          } catch {
            return 'later';
          }
          return `${x} ${y}`;
        }
        """;

    private const string IsPressed = "element => { element.__release(); return element.__isPressed; }";
    private const string Press = "element => { element.__release(); ['mousedown', 'mouseup'].forEach(name => element.dispatchEvent(new MouseEvent(name, { bubbles: true }))); element.click(); }";

    /// <param name="page">The window that the element is in.</param>
    /// <param name="staysInWindow">What would open in a window of its own opens in this one.</param>
    public static async Task PressAsync(IPage page, IElementHandle element, bool staysInWindow = false)
    {
        // An area of a picture, and a picture that did not load, have no place of their own; one that loads meanwhile has another than before.
        var place = await element.EvaluateAsync<string>(Ready, staysInWindow);
        if (place is "nowhere" || !await IsReachedAsync(page, element, place.Split(' ')))
        {
            await element.EvaluateAsync(Press);
        }
    }

    private static async Task<bool> IsReachedAsync(IPage page, IElementHandle element, string[] place)
    {
        // The client's own click waits until nothing moves or covers the element, for pictures to be drawn at the least.
        await (place is [var x, var y]
            ? page.Mouse.ClickAsync(float.Parse(x, CultureInfo.InvariantCulture), float.Parse(y, CultureInfo.InvariantCulture))
            : element.ClickAsync(new() { Timeout = 0 }));
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

using System.Text.Json;
using Microsoft.Playwright;

namespace Workers.Registre.Recognition;

/// <summary>Reads what a frame shows, without touching it.</summary>
internal static class PageReader
{
    /// <summary>Where a frame keeps the elements of the last look, so that what is pressed is what was seen; a reload takes it away.</summary>
    private const string Seen = "__seen";

    /// <summary>Seconds: a page that loads itself again later than this only watches over its session.</summary>
    internal const int LateRefresh = 180;

    /// <summary>A script's <c>plainly(write)</c>: old libraries of scripts teach arrays and texts to write themselves in another way.</summary>
    internal const string Plainly = """
        const plainly = write => {
          const taught = [Array, String, Number, Object].map(type => [type.prototype, Object.getOwnPropertyDescriptor(type.prototype, 'toJSON')]).filter(([, own]) => own && own.configurable);
          taught.forEach(([prototype]) => { delete prototype.toJSON; });
          try {
            return write();
          } finally {
            taught.forEach(([prototype, own]) => Object.defineProperty(prototype, 'toJSON', own));
          }
        };
        """;

    private static readonly string Look = $$"""
        () => {
          const most = 1200;
          let isCut = false;
          const take = list => {
            isCut = isCut || list.length > most;
            return list.slice(0, most);
          };
          const squeeze = text => (text || '').replace(/[\u200B-\u200D\uFEFF]/g, '').replace(/\s+/g, ' ').trim();
          const seen = [];
          const mark = element => seen.push(element) - 1;
          const shows = element => element.tagName === 'AREA' || element.getClientRects().length > 0;
          const formOf = element => {
            const form = element.form || element.closest('form');
            return form ? [...document.forms].indexOf(form) : null;
          };
          const names = element => [element.id, element.getAttribute('name')].filter(name => typeof name === 'string' && name.length > 0);
          const body = document.body;
          const isFrameset = body === null || body.tagName === 'FRAMESET';

          const numbers = new Map();
          const lettered = node => node !== null && (node.nodeType === Node.TEXT_NODE || (node.nodeType === Node.ELEMENT_NODE && ['B', 'I', 'U', 'EM', 'STRONG', 'SPAN', 'FONT', 'LABEL', 'SMALL', 'NOBR'].includes(node.tagName) && !node.querySelector('input, select, textarea, a, button')));
          const beside = (element, step) => {
            let text = '';
            for (let node = element[step]; lettered(node) && text.length < 200; node = node[step]) {
              text = step === 'nextSibling' ? text + ' ' + node.textContent : node.textContent + ' ' + text;
            }
            const cell = squeeze(text) === '' && element.parentElement.tagName === 'TD' ? element.parentElement[step === 'nextSibling' ? 'nextElementSibling' : 'previousElementSibling'] : null;
            return squeeze(cell !== null && !cell.querySelector('input, select, textarea, a, button') ? cell.textContent : text).slice(0, 200);
          };
          const follows = new Map();
          const labelled = element => {
            const key = element.type === 'radio' ? `${formOf(element)} ${element.name}` : element;
            if (!follows.has(key)) {
              const group = element.type === 'radio' ? radios.filter(other => other.name === element.name && other.form === element.form) : [element];
              follows.set(key, group.every(other => beside(other, 'nextSibling') !== '') ? 'nextSibling' : 'previousSibling');
            }
            return beside(element, follows.get(key));
          };
          const radios = [...document.querySelectorAll('input[type=radio]')].slice(0, most);
          const meansOf = element => {
            if (element.tagName === 'SELECT') {
              return [...element.selectedOptions].slice(0, 20).flatMap(option => [squeeze(option.text), option.value]);
            }
            if (!['radio', 'checkbox'].includes(element.type)) {
              return [];
            }
            const labels = [...element.labels || []].map(label => squeeze(label.innerText)).filter(text => text.length > 0);
            return [...(labels.length > 0 ? labels : [labelled(element)]), element.getAttribute('aria-label') || '', element.title, element.value];
          };
          const fields = take([...document.querySelectorAll('input, select, textarea')]
            .filter(element => !['hidden', 'submit', 'button', 'image', 'reset', 'file'].includes(element.type) && shows(element)))
            .map(element => {
              const number = mark(element);
              numbers.set(element, number);
              const type = element.tagName === 'SELECT' ? 'select' : element.tagName === 'TEXTAREA' ? 'text' : element.type;
              return {
                number,
                type,
                names: names(element),
                isEmpty: type === 'text' && element.value === '',
                form: formOf(element),
                isChosen: type === 'select' ? element.selectedIndex >= 0 : element.checked === true,
                means: meansOf(element).filter(text => typeof text === 'string' && text.length > 0),
              };
            });
          const controls = take([...document.querySelectorAll('a, area, button, input[type=submit], input[type=button], input[type=image], img[onclick], td[onclick], span[onclick], div[onclick]')]
            .filter(shows))
            .map(element => {
              const number = mark(element);
              numbers.set(element, number);
              const pictures = [...element.querySelectorAll('img')];
              const words = [element.innerText, element.value, element.alt, element.title, ...pictures.flatMap(picture => [picture.alt, picture.title])];
              const leads = [element.getAttribute('href'), element.onclick && element.getAttribute('onclick'), element.getAttribute('onmouseup'), element.getAttribute('onmousedown'), element.getAttribute('src'), ...pictures.map(picture => picture.getAttribute('src'))];
              return {
                number,
                words: [...new Set(words.map(text => typeof text === 'string' ? squeeze(text) : '').filter(text => text.length > 0))],
                names: names(element),
                leads: leads.filter(text => typeof text === 'string').join(' '),
                sends: ['submit', 'image'].includes(element.type),
                form: formOf(element),
              };
            });
          const tables = [...document.querySelectorAll('table')];
          const hung = new Map();
          const short = element => (element.textContent || '').length < 400 ? squeeze(element.innerText) : '';
          tables.forEach(table => {
            let open = [];
            take([...table.rows]).forEach(row => {
              hung.set(row, open.map(cell => cell.text));
              open.forEach(cell => { cell.left -= 1; });
              open = open.filter(cell => cell.left > 0)
                .concat([...row.cells].filter(cell => cell.rowSpan !== 1).map(cell => ({ text: short(cell), left: cell.rowSpan === 0 ? Infinity : cell.rowSpan - 1 })));
            });
          });
          const rows = take([...document.querySelectorAll('tr')]
            .filter(row => !row.querySelector('tr') && shows(row)))
            .map(row => ({
              cells: [...row.cells].map(cell => squeeze(cell.innerText)),
              pictures: [...row.querySelectorAll('img')].map(picture => picture.getAttribute('src') || ''),
              fields: [...row.querySelectorAll('input, select')].map(element => numbers.get(element)).filter(number => number !== undefined),
              controls: [...row.querySelectorAll('*')].map(element => numbers.get(element)).filter((number, i, all) => number !== undefined && all.indexOf(number) === i),
              isHead: row.cells.length > 0 && [...row.cells].every(cell => cell.tagName === 'TH'),
              hanging: hung.get(row) || [],
              table: tables.indexOf(row.closest('table')),
            }))
            .map(row => ({ ...row, controls: row.controls.filter(number => controls.some(control => control.number === number)) }));
          const boxes = [
            ...document.querySelectorAll('[class~="contValErr" i]'),
            ...[...document.querySelectorAll('img[src*="image_message" i]')].map(picture => picture.closest('table')),
            ...document.querySelectorAll('[role=alert]'),
          ].filter(box => box !== null && shows(box)).map(box => squeeze(box.innerText)).filter(text => text.length > 0);
          const spoken = new Set([...controls.flatMap(control => control.words), ...[...document.querySelectorAll('option')].map(option => squeeze(option.text))]);
          const prose = isFrameset ? [] : (body.innerText || '').split(/[\n\t]/).map(squeeze).filter(line => line.length > 0 && !spoken.has(line)).slice(0, most);
          const headings = isFrameset ? [] : [...body.querySelectorAll('h1, h2, h3, h4, h5, h6, caption, legend, b, strong')]
            .filter(element => shows(element) && !element.closest('a, button'))
            .slice(0, most)
            .map(element => squeeze(element.innerText))
            .filter(text => text.length > 0 && text.length < 100);
          const refresh = document.querySelector('meta[http-equiv="refresh" i]');
          const isSoon = refresh !== null && !(parseFloat(refresh.content) > {{LateRefresh}});
          const onload = (body && body.getAttribute('onload')) || '';
          const scripts = [...document.scripts].map(script => script.text).concat(onload).join('\n');
          window.{{Seen}} = seen;
          {{Plainly}}
          const wellFormed = (_, value) => typeof value === 'string' ? value.toWellFormed() : value;
          return plainly(() => JSON.stringify({
            address: location.href,
            title: squeeze(document.title),
            prose,
            boxes: [...new Set(boxes)],
            headings,
            fields,
            controls,
            rows,
            isCut,
            children: [...document.querySelectorAll('frame, iframe')].map(frame => ({ address: frame.getAttribute('src') || '' })),
            reloadsItself: isSoon || /submit\s*\(/.test(onload) || (/setTimeout|setInterval/.test(scripts) && /reload\s*\(|location|submit\s*\(/.test(scripts)),
          }, wellFormed));
        }
        """;

    /// <param name="number">The frame's place among those that are looked at.</param>
    /// <exception cref="PlaywrightException">The frame went away meanwhile, or scripts of the site spoil what is read.</exception>
    public static async Task<FrameSight> ReadAsync(IFrame frame, int number) => Parse(await frame.EvaluateAsync<string>(Look)).At(number);

    /// <summary>The element itself; null when the frame shows another document than was looked at.</summary>
    public static async Task<IElementHandle?> FindAsync(IFrame frame, int element) =>
        await frame.EvaluateHandleAsync($"number => (window.{Seen} || [])[number] || null", element) as IElementHandle;

    private static FrameSight Parse(string? json)
    {
        try
        {
            return JsonSerializer.Deserialize<FrameSight>(json ?? "", JsonSerializerOptions.Web) ?? throw new JsonException("The frame shows nothing.");
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException)
        {
            throw new PlaywrightException($"what the frame shows cannot be read: {odd.Message}", odd);
        }
    }
}

// All pages work without this: it keeps the parts that are marked as live fresh, sends a form once, copies what is marked to be copied, and takes single letters for what is marked with one.
(() => {
  "use strict";
  const hold = document.querySelector("[data-hold]");
  const seconds = Number(document.querySelector("[data-refresh]")?.dataset.refresh ?? 0);
  let held = false;
  let timer = 0;

  const refresh = async () => {
    if (held || document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
      if (answer.type === "opaqueredirect") return location.reload();
      if (!answer.ok || held) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.querySelector("[data-refresh]")) clearInterval(timer);
      for (const part of document.querySelectorAll("[data-live]")) {
        const other = fresh.getElementById(part.id);
        if (other && !part.contains(document.activeElement) && part.innerHTML !== other.innerHTML) part.replaceWith(other);
      }
    } catch {
      // The next round tells.
    }
  };

  if (hold) {
    hold.hidden = false;
    hold.addEventListener("click", () => {
      held = !held;
      hold.setAttribute("aria-pressed", String(held));
    });
  }
  if (seconds > 0) timer = setInterval(refresh, seconds * 1000);

  // A second press would take the place of the first one's answer.
  const buttons = form => form.querySelectorAll("button:not([type=button])");
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", () => setTimeout(() => buttons(form).forEach(button => { button.disabled = true; })));
  }
  addEventListener("pageshow", () => document.querySelectorAll("form[method=post]").forEach(form => buttons(form).forEach(button => { button.disabled = false; })));

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.done;
    });
  }

  // A page is decided on by nobody who has not seen it, pictures and all: the letter that was meant for the one before sends nothing here.
  const glance = 600;
  let shown = Infinity;
  addEventListener("pageshow", () => { shown = performance.now(); });
  const isSeen = () => performance.now() - shown >= glance && [...document.querySelectorAll(".strip img")].every(image => image.complete);

  // Not where somebody types; there Escape gives the letters back.
  const typed = "input:not([type=checkbox], [type=radio]), textarea, select";
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !(event.target instanceof Element)) return;
    if (event.target.matches(typed)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const marked = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!marked) return;
    event.preventDefault();
    if (marked.matches("[type=submit]") && !isSeen()) return;
    if (!marked.matches(typed)) return marked.click();
    marked.focus();
    marked.select();
  });
})();

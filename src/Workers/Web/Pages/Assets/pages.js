// All pages work without this: it keeps the parts that are marked as live fresh as the server tells that something happened, sends a form once, copies what is marked to be copied, and takes single letters for what is marked with one.
(() => {
  "use strict";
  const hold = document.querySelector("[data-hold]");
  const seconds = Number(document.querySelector("[data-refresh]")?.dataset.refresh ?? 0);
  let held = false;
  let asking = false;
  let timer = 0;

  const refresh = async () => {
    if (held || asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html", "Workers-Fresh": "1" }, redirect: "manual" });
      if (answer.type === "opaqueredirect") return location.reload();
      if (!answer.ok || held) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.querySelector("[data-refresh]")) clearInterval(timer);
      for (const part of document.querySelectorAll("[data-live]")) {
        const other = fresh.getElementById(part.id);
        // A document that left its list stays where it is read, and is seen to have left.
        if (!other) part.classList.add("left");
        else if (!part.contains(document.activeElement) && (part.innerHTML !== other.innerHTML || part.classList.contains("left"))) part.replaceWith(other);
      }
    } catch {
      // The next round tells.
    } finally {
      asking = false;
    }
  };

  // However much happens, the page is asked for so often and no more, and by all who look at one like it at moments of their own.
  const source = document.querySelector("[data-events]");
  const pace = 5000 + Math.random() * 5000;
  let asked = performance.now();
  let due = 0;
  const soon = () => {
    due ||= setTimeout(() => {
      due = 0;
      asked = performance.now();
      refresh();
    }, Math.max(0, asked + pace - performance.now()));
  };

  // A page that nobody looks at listens to nothing: a browser has few connections.
  let stream = null;
  const leave = () => {
    stream?.close();
    stream = null;
  };
  const listen = () => {
    if (stream || document.hidden) return;
    const kinds = source.dataset.events.split(" ");
    stream = new EventSource(`/live?kinds=${kinds.join()}${source.dataset.of ? `&document=${source.dataset.of}` : ""}`);
    for (const kind of [...kinds, "reset"]) stream.addEventListener(kind, soon);
    stream.addEventListener("error", () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      stream = null;
      setTimeout(listen, 15000);
    });
  };
  if (source && "EventSource" in window) {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return leave();
      soon();
      listen();
    });
    addEventListener("pagehide", leave);
    addEventListener("pageshow", listen);
  }

  if (hold) {
    hold.hidden = false;
    hold.addEventListener("click", () => {
      held = !held;
      hold.setAttribute("aria-pressed", String(held));
      if (!held) soon();
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

"use strict";
(() => {
  const root = document.documentElement;
  const kept = {
    get(name) { try { return localStorage.getItem(name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem(name, value); } catch { /* Not kept, then. */ } },
  };
  const byId = (id, page = document) => page.getElementById(id);

  // The theme is set before anything is drawn, so that nothing flashes.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const theme = kept.get("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  function nameTheme() {
    byId("theme").textContent = isDark() ? "Light" : "Dark";
  }

  // What a swap must not lose: which details are open, what has the focus, how far something is scrolled.
  const placeOf = (element) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const inside = element.closest("[id]");
    const tag = element.localName;
    if (!inside || inside === element) return null;
    const same = [...inside.querySelectorAll(tag)].indexOf(element);
    return { inside: inside.id, tag, same };
  };
  const elementAt = (place) => {
    if (typeof place === "string") return document.querySelector(place);
    return place && byId(place.inside)?.querySelectorAll(place.tag)[place.same];
  };

  function swap(next) {
    const main = byId("main");
    const open = [...main.querySelectorAll("details[open][id]")].map((each) => each.id);
    const scrolled = [...main.querySelectorAll(".scroll[id]")].map((each) => [each.id, each.scrollTop, each.scrollLeft]);
    const focus = main.contains(document.activeElement) ? placeOf(document.activeElement) : null;
    const [x, y] = [scrollX, scrollY];
    const before = new Set([...main.querySelectorAll("[data-incident]")].map((each) => each.dataset.incident));
    for (const form of main.querySelectorAll("[data-keep]")) keep(form, byId(form.id, next));
    main.replaceChildren(...byId("main", next).childNodes);
    for (const id of open) byId(id)?.setAttribute("open", "");
    for (const [id, top, left] of scrolled) { const each = byId(id); if (each) each.scrollTo(left, top); }
    scrollTo({ left: x, top: y, behavior: "instant" });
    if (focus) elementAt(focus)?.focus({ preventScroll: true });
    tell([...main.querySelectorAll(".incidents [data-incident]")].filter((each) => !before.has(each.dataset.incident)));
  }

  // A form that somebody is filling in stays as it is; only its token is renewed.
  function keep(old, fresh) {
    if (!fresh) return;
    const touched = old.contains(document.activeElement) ||
      [...old.elements].some((each) => each.type !== "hidden" && "defaultValue" in each && each.value !== each.defaultValue);
    if (!touched) return;
    for (const hidden of fresh.querySelectorAll("input[type=hidden]")) {
      const mine = old.querySelector(`[name="${hidden.name}"]`);
      if (mine) mine.value = hidden.value;
    }
    fresh.replaceWith(old);
  }

  let forgetting = 0;
  function tell(fresh) {
    for (const each of fresh) each.classList.add("fresh");
    if (!fresh.length) return;
    byId("told").textContent = `New: ${fresh.map((each) => each.dataset.said).join("; ")}`;
    clearTimeout(forgetting);
    forgetting = setTimeout(() => { byId("told").textContent = ""; }, 300000);
  }

  let shown = null, busy = false, paused = false, last = "it was opened";
  async function refresh() {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(location.pathname + location.search, { cache: "no-store", redirect: "error" });
      if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (next.documentElement.dataset.version !== root.dataset.version) { location.reload(); return; }
      const content = byId("main", next).innerHTML;
      if (content !== shown && String(getSelection()) === "") { swap(next); shown = content; }
      document.title = next.title;
      byId("status").replaceChildren(...byId("status", next).childNodes);
      last = byId("refreshed").querySelector("time").textContent;
    } catch (error) {
      byId("refreshed").textContent = `Not refreshed since ${last}: ${error.message}. Trying again.`;
      byId("refreshed").className = "poor";
    } finally {
      busy = false;
    }
  }

  addEventListener("DOMContentLoaded", () => {
    const every = 1000 * Number(root.dataset.refresh);
    byId("theme").hidden = false;
    byId("pause").hidden = !every;
    nameTheme();
    dark.addEventListener("change", nameTheme);
    byId("theme").addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      kept.set("theme", root.dataset.theme);
      nameTheme();
    });
    byId("pause").addEventListener("click", () => {
      paused = !paused;
      byId("pause").setAttribute("aria-pressed", String(paused));
      if (!paused) refresh();
    });
    const who = byId("who");
    if (who && !who.value) who.value = kept.get("who") || "";
    addEventListener("submit", (event) => { const name = event.target.elements.who; if (name) kept.set("who", name.value); });
    if (!every) return;
    byId("again").addEventListener("click", (event) => { event.preventDefault(); refresh(); });
    setInterval(() => { if (!paused && !document.hidden) refresh(); }, every);
    document.addEventListener("visibilitychange", () => { if (!paused && !document.hidden) refresh(); });
  });
})();

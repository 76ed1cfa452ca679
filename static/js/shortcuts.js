/* Keyboard shortcuts of the staff pages. Single keys never work inside a field or on the map, and all can be turned off (WCAG 2.1.4). */
(function () {
  "use strict";

  const STORE = "shortcuts";
  const GO_WAIT_MS = 1500;
  const live = document.getElementById("live");
  const rows = [...document.querySelectorAll("table[data-keys] tbody tr")];
  let current = -1;
  let goUntil = 0;

  const isOff = () => window.localStorage.getItem(STORE) === "off";
  const control = document.querySelector("[data-shortcuts-switch]");
  if (control) {
    control.checked = !isOff();
    control.addEventListener("change", () => window.localStorage.setItem(STORE, control.checked ? "on" : "off"));
  }

  function select(index) {
    if (!rows.length) {
      return;
    }
    current = Math.max(0, Math.min(rows.length - 1, index));
    rows.forEach((row, i) => row.classList.toggle("is-current", i === current));
    const link = rows[current].querySelector("a");
    link?.focus();
    live.textContent = `Row ${current + 1} of ${rows.length}: ${link?.textContent.trim() ?? ""}`;
  }

  function visit(key) {
    const url = document.body.dataset[`go${key.toUpperCase()}`];
    if (url) {
      window.location.assign(url);
    }
  }

  const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();

  function search() {
    const field = document.querySelector("[data-search]") ?? document.getElementById("global-search");
    field?.focus();
    return Boolean(field);
  }

  const SINGLE = {
    "/": search,
    j: () => select(current + 1),
    k: () => select(current - 1),
    x: () => rows[current]?.querySelector("input[type=checkbox]")?.click(),
    e: () => press("edit"),
    n: () => visit("n"),
    g: () => {
      goUntil = Date.now() + GO_WAIT_MS;
    },
    "?": () => document.getElementById("shortcuts")?.showModal(),
  };

  /** Ctrl+S, Ctrl+Enter and Alt+digit work inside fields too: nobody types text with them. */
  function withModifier(event) {
    if (event.ctrlKey && event.key === "s" && document.querySelector('[data-key="save"]')) {
      press("save");
    } else if (event.ctrlKey && event.key === "Enter" && document.querySelector('[data-key="submit"]')) {
      press("submit");
    } else if (event.altKey && /^[1-9]$/.test(event.key)) {
      const section = document.querySelector(`[data-section="${event.key}"]`);
      if (!section) {
        return;
      }
      section.scrollIntoView();
      section.querySelector("input, select, textarea")?.focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  document.addEventListener("keydown", (event) => {
    if (isOff()) {
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) {
      withModifier(event);
      return;
    }
    const inField = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (inField || event.target.closest(".leaflet-container, dialog")) {
      return;
    }
    if (Date.now() < goUntil && "hrta".includes(event.key)) {
      goUntil = 0;
      visit(event.key);
    } else if (Object.hasOwn(SINGLE, event.key)) {
      event.preventDefault();
      SINGLE[event.key]();
    }
  });
})();

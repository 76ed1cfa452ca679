/* Fields of the admin that carry no name of their own get that of their column or label. */
(function () {
  "use strict";

  function nameOf(field) {
    const column = [...(field.closest("td")?.classList ?? [])].find((name) => name.startsWith("field-"));
    const head = column && document.querySelector(`th.column-${column.slice("field-".length)}`);
    return (field.labels[0] ?? head)?.textContent.trim() ?? field.name;
  }

  function nameAll() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling;
      box?.querySelectorAll("[role=combobox], [role=textbox]").forEach((part) => {
        part.setAttribute("aria-label", nameOf(select));
      });
    }
    for (const field of document.querySelectorAll(".tabular td :is(input:not([type=hidden]), select, textarea)")) {
      if (!field.labels.length) {
        field.setAttribute("aria-label", nameOf(field));
      }
    }
    for (const head of document.querySelectorAll(".tabular th:empty")) {
      const text = document.createElement("span");
      text.className = "visually-hidden";
      text.textContent = head.classList.contains("original") ? "Entry" : "Remove";
      head.append(text);
    }
  }

  // After the timers by which jQuery starts the search fields.
  window.addEventListener("load", () => window.setTimeout(nameAll));
  document.addEventListener("formset:added", () => window.setTimeout(nameAll));
})();

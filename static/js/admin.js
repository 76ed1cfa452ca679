/* The admin's search-as-you-type fields carry no name of their own; they get their field's. */
(function () {
  "use strict";

  function nameOf(select) {
    const column = [...(select.closest("td")?.classList ?? [])].find((name) => name.startsWith("field-"));
    const head = column && document.querySelector(`th.column-${column.slice("field-".length)}`);
    return (select.labels[0] ?? head)?.textContent.trim() ?? select.name;
  }

  function nameAll() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.nextElementSibling;
      box?.querySelectorAll("[role=combobox], [role=textbox]").forEach((part) => {
        part.setAttribute("aria-label", nameOf(select));
      });
    }
  }

  window.addEventListener("load", nameAll);
  document.addEventListener("formset:added", () => window.setTimeout(nameAll));
})();

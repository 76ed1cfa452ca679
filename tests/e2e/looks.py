"""What makes a page hard to see or to reach: parts that are cut, stops of the keyboard that do not show."""

from playwright.sync_api import Page

# What stands outside the screen, or is clipped, and cannot be scrolled to by the keyboard.
CUT = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (style) => ["auto", "scroll"].includes(style.overflowX);
  const reached = (box) =>
    box.matches('[tabindex="0"][role="region"][aria-label]') || box.querySelector("a[href], button, input");
  const found = [];
  for (const part of document.querySelectorAll("body *")) {
    const style = getComputedStyle(part);
    const box = part.getBoundingClientRect();
    const drawn = part.closest("svg, .leaflet-container, canvas");
    if (!box.width || !box.height || style.visibility === "hidden" || drawn) {
      continue;
    }
    let above = part.parentElement;
    while (above && !scrolls(getComputedStyle(above)) && getComputedStyle(above).clipPath === "none") {
      above = above.parentElement;
    }
    const hidden = style.clipPath !== "none" || (above && getComputedStyle(above).clipPath !== "none");
    const inScroll = above && scrolls(getComputedStyle(above)) && reached(above);
    const outside = box.right > width + 1 || (box.left < -1 && !part.matches(".skip"));
    if (!hidden && !inScroll && outside) {
      found.push(`outside: ${part.outerHTML.slice(0, 120)}`);
    }
    const clips = style.overflowX === "hidden" && part.clientWidth > 4;
    if (!hidden && clips && part.scrollWidth > part.clientWidth + 1) {
      found.push(`clipped: ${part.outerHTML.slice(0, 120)}`);
    }
  }
  return found;
}"""

# How each part that takes the focus looks without it; the label of a box or a button shows it, too.
REMEMBER = """() => {
  const look = (part) => {
    const of = (one, pseudo) => {
      const style = getComputedStyle(one, pseudo);
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderColor } = style;
      const edge = outlineStyle === "none" ? "none" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
      return [edge, boxShadow, backgroundColor, borderColor].join("|");
    };
    const label = part.labels && part.labels[0];
    return of(part) + (label ? of(label, "::before") : "");
  };
  const parts = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  window.portalLook = look;
  window.portalParts = parts.filter((part) => {
    const inClosed = part.closest("dialog:not([open])") ||
      (part.closest("details:not([open])") && !part.matches("summary"));
    return part.tabIndex >= 0 && !part.disabled && part.getClientRects().length && !inClosed &&
      getComputedStyle(part).visibility !== "hidden";
  });
  window.portalBare = new Map(window.portalParts.map((part) => [part, look(part)]));
  window.portalSeen = new Set();
  return window.portalParts.length;
}"""

# The part that has the focus: null on the page itself, else what is wrong with it.
STOP = """() => {
  const part = document.activeElement;
  if (!part || part === document.body || window.portalSeen.has(part)) {
    return null;
  }
  window.portalSeen.add(part);
  const name = part.outerHTML.slice(0, 120);
  const wrong = [];
  if (window.portalBare.has(part) && window.portalBare.get(part) === window.portalLook(part)) {
    wrong.push(`no visible focus: ${name}`);
  }
  const box = part.getClientRects()[0];
  const inside = box && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!inside) {
    wrong.push(`not on the screen: ${name}`);
  } else {
    const middle = (from, to, end) => (Math.max(0, from) + Math.min(end, to)) / 2;
    const x = middle(box.left, box.right, innerWidth);
    const y = middle(box.top, box.bottom, innerHeight);
    const top = document.elementFromPoint(x, y);
    const label = part.labels && part.labels[0];
    if (!top || !(part.contains(top) || top.contains(part) || (label && label.contains(top)))) {
      wrong.push(`covered: ${name}`);
    }
  }
  return wrong;
}"""

MISSED = """() => {
  const group = (part) => part.type === "radio" && `${part.name} of ${part.form?.action}`;
  const groups = new Set([...window.portalSeen].map(group));
  return window.portalParts
    .filter((part) => !window.portalSeen.has(part) && !(group(part) && groups.has(group(part))))
    .map((part) => `not reached: ${part.outerHTML.slice(0, 120)}`);
}"""


def cut_off(page: Page) -> list[str]:
    return page.evaluate(CUT)


def keyboard_faults(page: Page) -> list[str]:
    """Walk the page by Tab from its start; what is not reached, or does not show that it was."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    count = page.evaluate(REMEMBER)
    assert count > 0
    faults = []
    # A date field has a stop for each of its parts.
    for _ in range(6 * count):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None and page.evaluate("document.activeElement === document.body"):
            break
        faults += stop or []
    return faults + page.evaluate(MISSED)

/* Maps drawn by Leaflet from our own GeoJSON; what they read is written down in docs/frontend.md. */
(function () {
  "use strict";

  const L = window.L;
  const SVG = "http://www.w3.org/2000/svg";
  const PANES = { land: 210, detail: 215, levels: 400, zones: 405, edges: 420, circles: 450, names: 620 };
  const PASSIVE = ["land", "detail", "edges", "names"];
  const LETTERS = { red: "H", orange: "M", green: "L" };
  const WORDS = ["", "Lower", "Medium", "Higher", "Highest"];
  const ZOOM_BUTTONS = [0, 52, 0, 92]; // left, right, top, bottom in pixels: no name under them
  const ROADS = { A: [5, 3.2], B: [3, 1.8] };
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  /** Leaflet takes attributions as HTML; ours are text. */
  const escaped = (text) => element("span", "", text).innerHTML;

  async function read(box) {
    if (box.dataset.source) {
      return JSON.parse(document.getElementById(box.dataset.source).textContent);
    }
    const response = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    return response.json();
  }

  function create(box) {
    const map = L.map(box, {
      scrollWheelZoom: false,
      dragging: !L.Browser.mobile,
      zoomSnap: 0.25,
      fadeAnimation: !still,
      zoomAnimation: !still,
      markerZoomAnimation: !still,
      maxZoom: 18,
    });
    // A finger that scrolls the page past the map must not get caught in it; a tap wakes the map.
    if (L.Browser.mobile) {
      map.once("click", () => map.dragging.enable());
    }
    for (const [name, order] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = PASSIVE.includes(name) ? "none" : "auto";
    }
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", box.dataset.label);
    map.attributionControl.setPrefix("");
    return map;
  }

  const tooltip = (layer, text) => text && layer.bindTooltip(element("span", "", text), { sticky: true });

  function polygons(map, collection, pane, style, each) {
    const options = { pane, interactive: !PASSIVE.includes(pane), style };
    return L.geoJSON(collection, { ...options, onEachFeature: each }).addTo(map);
  }

  function drawBase(map, base) {
    const kind = (...names) => base.features.filter((feature) => names.includes(feature.properties.kind));
    const layer = (pane, features, style) => polygons(map, { type: "FeatureCollection", features }, pane, style);
    const plain = (feature) => ({ className: `map-${feature.properties.kind}`, weight: 1, fillOpacity: 1 });
    layer("land", kind("outside", "land"), plain);
    layer("detail", kind("park", "water"), (feature) => ({ ...plain(feature), stroke: false }));
    const width = (feature) => ROADS[feature.properties.class] ?? ROADS.B;
    layer("detail", kind("road"), (feature) => ({ className: "map-road-case", weight: width(feature)[0] }));
    layer("detail", kind("road"), (feature) => ({ className: "map-road", weight: width(feature)[1] }));
  }

  function pattern(id, size, parts) {
    const made = document.createElementNS(SVG, "pattern");
    const frame = { id, width: size, height: size, patternUnits: "userSpaceOnUse" };
    Object.entries(frame).forEach(([key, value]) => made.setAttribute(key, value));
    for (const [tag, attributes] of parts) {
      const part = document.createElementNS(SVG, tag);
      Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
      made.append(part);
    }
    return made;
  }

  /** Lines and dots, so that zones do not rest on colour. The pane has an svg only once something is drawn. */
  function addPatterns(map, prefix) {
    const ground = (size, zone) => ["rect", { width: size, height: size, class: `zone-${zone}` }];
    const lines = ["path", { d: "M-2 2l4-4M0 9L9 0M7 11l4-4", class: "zone-red-lines" }];
    const dots = ["path", { d: "M3 3h0M8 8h0", class: "zone-orange-dots" }];
    const defs = document.createElementNS(SVG, "defs");
    defs.append(pattern(`${prefix}-red`, 9, [ground(9, "red"), lines]));
    defs.append(pattern(`${prefix}-orange`, 10, [ground(10, "orange"), dots]));
    map.getPane("zones").querySelector("svg").prepend(defs);
  }

  function open(layer, url) {
    if (url?.startsWith("/") && !url.startsWith("//")) {
      layer.on("click", () => window.location.assign(url));
    }
  }

  function drawAreas(map, areas, prefix, { ground, links }) {
    const only = (test) => ({ ...areas, features: areas.features.filter((feature) => test(feature.properties)) });
    const describe = (feature, layer) => {
      const { name, text, url } = feature.properties;
      tooltip(layer, text ?? name);
      if (links) {
        open(layer, url);
      }
    };
    if (ground) {
      polygons(map, areas, "land", () => ({ className: "map-land", weight: 1, fillOpacity: 1 }));
    }
    const shade = (feature) => ({ stroke: false, className: `level-${feature.properties.level}`, fillOpacity: 0.9 });
    polygons(map, only((p) => !p.zone && p.level), "levels", shade, describe);
    const bare = () => ({ stroke: false, fillOpacity: 0 });
    polygons(map, only((p) => !p.zone && !p.level), "levels", bare, describe);
    const zone = (feature) => {
      const level = feature.properties.zone;
      // The class would win over the attribute, so a patterned zone gets no fill class.
      return level === "green"
        ? { stroke: false, className: "map-zone zone-green" }
        : { stroke: false, className: "map-zone", fillColor: `url(#${prefix}-${level})` };
    };
    const zoned = only((p) => p.zone);
    polygons(map, zoned, "zones", zone, describe);
    if (zoned.features.length) {
      addPatterns(map, prefix);
    }
    const edge = (feature) =>
      feature.properties.own
        ? { className: "map-edge map-edge--own", weight: 3 }
        : { className: "map-edge", weight: 1, dashArray: "3 3" };
    polygons(map, areas, "edges", edge);
  }

  function drawCells(map, cells) {
    const style = (feature) => {
      const { level, faint } = feature.properties;
      return { weight: 0.8, className: `map-cell level-${level}${faint ? " map-cell--faint" : ""}` };
    };
    polygons(map, cells, "levels", style, (feature, layer) => {
      const { text, level } = feature.properties;
      tooltip(layer, text ?? `${WORDS[level]} level of recorded crime`);
    });
  }

  function drawHotspots(map, hotspots) {
    for (const spot of hotspots) {
      const options = { pane: "circles", radius: spot.radius_m, className: `hotspot hotspot--${spot.risk_level}` };
      tooltip(L.circle([spot.latitude, spot.longitude], options).addTo(map), spot.text);
    }
  }

  function marker(at, { text, kind }) {
    const pin = kind !== "record";
    const html = element("span", pin ? "map-pin map-pin--user" : "map-dot");
    const size = pin ? [26, 26] : [14, 14];
    const icon = L.divIcon({ className: "map-point", html, iconSize: size, iconAnchor: pin ? [13, 30] : [7, 7] });
    return L.marker(at, { icon, title: text, alt: text });
  }

  const nameAt = (feature) => {
    const { point } = feature.properties;
    return point ? L.latLng(point[1], point[0]) : L.geoJSON(feature).getBounds().getCenter();
  };

  function nameElement({ name, own, zone }) {
    const label = element("span", `map-name${own ? " map-name--own" : ""}`);
    label.setAttribute("aria-hidden", "true");
    if (zone) {
      label.classList.add("map-name--zone", `map-name--${zone}`);
      label.append(element("i", "", LETTERS[zone]));
    }
    label.append(name);
    return label;
  }

  const importance = ({ own, zone }) => (own ? 9 : ["green", "orange", "red"].indexOf(zone));

  /** Names of areas, the important and the big ones first; a name that would cover another is left out. */
  function keepNames(map, areas) {
    const width = (feature) => {
      const bounds = L.geoJSON(feature).getBounds();
      return bounds.getEast() - bounds.getWest();
    };
    const ranked = areas.features
      .map((feature) => ({ of: feature.properties, at: nameAt(feature), width: width(feature) }))
      .sort((a, b) => importance(b.of) - importance(a.of) || b.width - a.width);
    const group = L.layerGroup().addTo(map);
    const place = () => {
      group.clearLayers();
      const taken = [ZOOM_BUTTONS];
      const size = map.getSize();
      for (const { of, at } of ranked) {
        const { x, y } = map.latLngToContainerPoint(at);
        const half = (of.name.length * (of.own ? 8 : 6.4) + (of.zone ? 24 : 8)) / 2;
        const [left, right, top, bottom] = [x - half, x + half, y - 9, y + 9];
        const outside = left < 2 || top < 2 || right > size.x - 2 || bottom > size.y - 2;
        if (outside || taken.some((b) => left < b[1] && right > b[0] && top < b[3] && bottom > b[2])) {
          continue;
        }
        taken.push([left, right, top, bottom]);
        const icon = L.divIcon({ className: "", html: nameElement(of), iconSize: [0, 0] });
        L.marker(at, { pane: "names", icon, interactive: false, keyboard: false }).addTo(group);
      }
    };
    place();
    map.on("moveend resize", place);
  }

  /** A click fills two inputs, typing in them moves the marker; arrow keys on the marker move it too. */
  function pickPoint(map, box) {
    const latitude = document.getElementById(box.dataset.pickLatitude);
    const longitude = document.getElementById(box.dataset.pickLongitude);
    const point = marker([0, 0], { text: "Your point" });
    const write = (at) => {
      latitude.value = at.lat.toFixed(5);
      longitude.value = at.lng.toFixed(5);
      point.setLatLng(at).addTo(map);
      latitude.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const typed = () => {
      const [lat, lng] = [latitude, longitude].map((input) => Number.parseFloat(input.value));
      if (Math.abs(lat) <= 90 && Math.abs(lng) <= 180) {
        point.setLatLng([lat, lng]).addTo(map);
      }
    };
    const steps = { ArrowUp: [0, -8], ArrowDown: [0, 8], ArrowLeft: [-8, 0], ArrowRight: [8, 0] };
    point.on("add", () => {
      point.getElement().addEventListener("keydown", (event) => {
        if (steps[event.key]) {
          event.preventDefault();
          event.stopPropagation();
          write(map.containerPointToLatLng(map.latLngToContainerPoint(point.getLatLng()).add(steps[event.key])));
        }
      });
    });
    map.on("click", (event) => write(event.latlng));
    [latitude, longitude].forEach((input) => input.addEventListener("input", typed));
    typed();
  }

  function frame(map, data) {
    const own = data.areas?.features.filter((feature) => feature.properties.own) ?? [];
    const spots = [...(data.hotspots ?? []), ...(data.points ?? [])].map((one) => [one.latitude, one.longitude]);
    if (own.length) {
      return L.geoJSON(own).getBounds().pad(0.35);
    }
    if (data.bounds) {
      const [south, west, north, east] = data.bounds;
      return L.latLngBounds([south, west], [north, east]);
    }
    const shapes = [data.areas, data.cells, data.base].find((one) => one?.features.length);
    return shapes ? L.geoJSON(shapes).getBounds() : L.latLngBounds(spots).pad(0.2);
  }

  function draw(box, data, prefix) {
    const map = create(box);
    map.fitBounds(frame(map, data), { padding: [8, 8], animate: false, maxZoom: 16 });
    const ground = !box.dataset.tileUrl;
    if (!ground) {
      const attribution = escaped(box.dataset.tileAttribution ?? "");
      L.tileLayer(box.dataset.tileUrl, { maxZoom: 19, attribution }).addTo(map);
    }
    if (data.base && ground) {
      drawBase(map, data.base);
    }
    if (data.areas) {
      drawAreas(map, data.areas, prefix, { ground, links: !box.dataset.pickLatitude });
      keepNames(map, data.areas);
    }
    if (data.cells) {
      drawCells(map, data.cells);
    }
    drawHotspots(map, data.hotspots ?? []);
    (data.points ?? []).forEach((one) => marker([one.latitude, one.longitude], one).addTo(map));
    if (box.dataset.pickLatitude) {
      pickPoint(map, box);
    }
    map.attributionControl.addAttribution(escaped(data.attribution ?? ""));
    // A path with a tooltip listens for focus, and Chromium makes such a path a tab stop: hundreds of them.
    box.querySelectorAll("path").forEach((path) => path.setAttribute("tabindex", "-1"));
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
  }

  document.querySelectorAll("[data-map]").forEach(async (box, i) => {
    const fallback = box.querySelector(".map__fallback");
    try {
      const data = await read(box);
      fallback.remove();
      draw(box, data, `zone-pattern-${i}`);
      box.dataset.ready = "1";
    } catch (error) {
      box.replaceChildren(fallback);
      box.dataset.failed = error.message;
    }
  });
})();

/* Charts that read their figures from the HTML table beside them, so that the two cannot differ. */
(function () {
  "use strict";

  const ROLES = ["main", "second", "third", "fourth"];
  const LOOK = {
    main: { color: "--c1", ink: "--c1" },
    second: { color: "--c2", ink: "--c2-ink", dash: [7, 5] },
    third: { color: "--c3", ink: "--c3-ink", dash: [2, 3] },
    fourth: { color: "--c4", ink: "--c4-ink", dash: [12, 4] },
  };
  const TONES = { warn: "--zone-orange", bad: "--zone-red" };
  const BAND_ALPHA = 0.2;
  const drawn = [];

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** A number from a cell: its data-value, or its text without thousands separators and units; null when there is none. */
  function number(cell) {
    const text = (cell.dataset.value ?? cell.textContent).replaceAll("−", "-").replace(/[^0-9.\-]/g, "");
    return /\d/.test(text) ? Number(text) : null;
  }

  /** Labels and series of a table: [{role, label, values, tones}]. */
  function readTable(table) {
    const heads = [...table.tHead.rows[0].cells].slice(1);
    const rows = [...table.tBodies[0].rows];
    let next = 0;
    const series = heads.map((head, i) => ({
      role: head.dataset.series ?? ROLES[next++] ?? "skip",
      label: head.dataset.label ?? head.textContent.trim(),
      values: rows.map((row) => number(row.cells[i + 1])),
      tones: rows.map((row) => row.cells[i + 1].dataset.tone),
    }));
    const labels = rows.map((row) => row.cells[0].textContent.trim());
    return { labels, series: series.filter((one) => one.role !== "skip") };
  }

  const lastIndex = (values) => values.findLastIndex((value) => value !== null);

  /** Names at the ends of the lines: nobody has to match colours with a key. */
  const endLabels = {
    id: "endLabels",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `600 12.5px ${token("--font")}`;
      ctx.textBaseline = "middle";
      const taken = [];
      chart.data.datasets.forEach((dataset, i) => {
        const point = chart.getDatasetMeta(i).data[lastIndex(dataset.data)];
        if (!dataset.endLabel || !point) {
          return;
        }
        const inside = point.x < chart.chartArea.right - 40;
        let y = inside ? point.y + 18 : point.y;
        while (!inside && taken.some((other) => Math.abs(other - y) < 15)) {
          y += 15;
        }
        if (!inside) {
          taken.push(y);
        }
        ctx.fillStyle = dataset.ink;
        ctx.textAlign = inside ? "right" : "left";
        ctx.fillText(dataset.endLabel, inside ? point.x - 6 : point.x + 8, y);
      });
      ctx.restore();
    },
  };

  /** The ground behind the forecast, from the last row that has a recorded value. */
  const forecastGround = {
    id: "forecastGround",
    beforeDatasetsDraw(chart) {
      const from = chart.options.forecastFrom;
      if (from === undefined) {
        return;
      }
      const { ctx, chartArea, scales } = chart;
      const x = scales.x.getPixelForValue(from);
      ctx.save();
      ctx.fillStyle = token("--surface-2");
      ctx.fillRect(x, chartArea.top, chartArea.right - x, chartArea.bottom - chartArea.top);
      ctx.setLineDash([4, 4]);
      ctx.strokeStyle = token("--line-strong");
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.fillStyle = token("--muted");
      ctx.font = `600 12px ${token("--font")}`;
      ctx.fillText("Forecast →", x + 6, chartArea.top + 12);
      ctx.restore();
    },
  };

  function scale(extra) {
    return {
      beginAtZero: true,
      grid: { color: token("--grid") },
      border: { display: false },
      ticks: { maxTicksLimit: 5 },
      ...extra,
    };
  }

  function categories(extra) {
    return {
      grid: { display: false },
      border: { color: token("--line-strong") },
      ticks: { maxRotation: 0, autoSkip: true, maxTicksLimit: 9 },
      ...extra,
    };
  }

  function lineSet(one) {
    const look = LOOK[one.role];
    return {
      label: one.label,
      data: one.values,
      borderColor: token(look.color),
      backgroundColor: token(look.color),
      borderWidth: 2.6,
      borderDash: look.dash ?? [],
      pointRadius: 0,
      pointHoverRadius: 5,
      tension: 0.25,
      endLabel: one.label,
      ink: token(look.ink),
    };
  }

  function bandSets(series) {
    const low = series.find((one) => one.role === "low");
    const high = series.find((one) => one.role === "high");
    if (!low || !high) {
      return [];
    }
    const fill = token("--c2") + Math.round(BAND_ALPHA * 255).toString(16);
    const edge = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, tension: 0.25 };
    return [
      { ...edge, label: low.label, data: low.values },
      { ...edge, label: high.label, data: high.values, fill: "-1", backgroundColor: fill },
    ];
  }

  function lineChart(canvas, { labels, series }) {
    const lines = series.filter((one) => one.role in LOOK);
    const band = bandSets(series);
    const context = canvas.getContext("2d");
    context.font = `600 12.5px ${token("--font")}`;
    const right = Math.max(...lines.map((one) => context.measureText(one.label).width)) + 16;
    const title = { display: Boolean(canvas.dataset.yTitle), text: canvas.dataset.yTitle };
    return {
      type: "line",
      data: { labels, datasets: [...band, ...lines.map(lineSet)] },
      options: {
        forecastFrom: band.length ? lastIndex(lines[0].values) : undefined,
        layout: { padding: { right, top: 8 } },
        interaction: { mode: "index", intersect: false },
        scales: { x: categories(), y: scale({ title, max: maximum(canvas) }) },
        plugins: { tooltip: { filter: (item) => item.raw !== null } },
      },
      plugins: [forecastGround, endLabels],
    };
  }

  const maximum = (canvas) => (canvas.dataset.max ? Number(canvas.dataset.max) : undefined);

  function barChart(canvas, { labels, series }) {
    const standing = canvas.dataset.axis === "x";
    const value = scale({ max: maximum(canvas) });
    const name = categories({ ticks: { color: token("--text"), autoSkip: standing, maxRotation: 0 } });
    return {
      type: "bar",
      data: {
        labels,
        datasets: series.map((one) => ({
          label: one.label,
          data: one.values,
          backgroundColor: one.tones.map((tone) => token(TONES[tone] ?? LOOK[one.role].color)),
          borderRadius: 3,
          maxBarThickness: standing ? 40 : 16,
        })),
      },
      options: {
        indexAxis: standing ? "x" : "y",
        scales: standing ? { x: name, y: value } : { x: value, y: name },
        plugins: { legend: { display: series.length > 1, labels: { color: token("--text"), boxWidth: 14 } } },
      },
    };
  }

  function defaults() {
    const { defaults: base } = window.Chart;
    base.font.family = token("--font");
    base.font.size = 13;
    base.color = token("--muted");
    base.animation = false;
    base.responsive = true;
    base.maintainAspectRatio = false;
    base.plugins.legend.display = false;
    Object.assign(base.plugins.tooltip, {
      backgroundColor: token("--text"),
      titleColor: token("--surface"),
      bodyColor: token("--surface"),
      padding: 10,
      cornerRadius: 6,
    });
  }

  function drawAll() {
    drawn.splice(0).forEach((chart) => chart.destroy());
    defaults();
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
      const figures = readTable(document.getElementById(canvas.dataset.table));
      const build = canvas.dataset.chart === "bar" ? barChart : lineChart;
      drawn.push(new window.Chart(canvas, build(canvas, figures)));
      canvas.dataset.ready = "1";
    }
  }

  if (window.Chart) {
    document.fonts.ready.then(drawAll);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  }
})();

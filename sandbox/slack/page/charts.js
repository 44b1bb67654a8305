// data_visualization blocks as plain drawings, with the same figures as a table for who cannot see them.

import { h, svg } from "./dom.js";

const WIDE = 640;
const HIGH = 240;
const LEFT = 52;
const BOTTOM = 30;
const TOP = 10;
const TONES = 6; // the theme has that many colours for series: tone-0 ...

const tone = (n) => `tone-${n % TONES}`;
const short = (value) => new Intl.NumberFormat("en", { notation: Math.abs(value) >= 10_000 ? "compact" : "standard", maximumFractionDigits: 2 }).format(value);

/** Round steps that cover the values, from zero where that is near. */
function scale(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values) || 1;
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const from = Math.floor(low / step) * step;
  const to = Math.ceil(high / step) * step;
  const ticks = [];
  for (let at = from; at <= to + step / 2; at += step) ticks.push(Number(at.toPrecision(12)));
  const y = (value) => TOP + (HIGH - TOP - BOTTOM) * (1 - (value - from) / (to - from));
  return { ticks, y };
}

function grid({ ticks, y }, labels, x) {
  const every = Math.ceil(labels.length / 8);
  return [
    ...ticks.map((tick) => [
      svg("line", { class: tick === 0 ? "axis" : "rule", x1: LEFT, x2: WIDE, y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick", x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, short(tick)),
    ]),
    ...labels.map((label, n) => (n % every ? null : svg("text", { class: "tick", x: x(n), y: HIGH - 8, "text-anchor": "middle" }, label))),
  ];
}

const titled = (words) => svg("title", {}, words);

function bars(series, labels, y) {
  const slot = (WIDE - LEFT) / labels.length;
  const wide = Math.min(46, (slot * 0.72) / series.length);
  return series.flatMap((each, s) => each.data.map((point, n) => {
    const x = LEFT + slot * (n + 0.5) + wide * (s - series.length / 2);
    const top = Math.min(y(point.value), y(0));
    return svg("rect", { class: tone(s), x, y: top, width: wide - 2, height: Math.max(1, Math.abs(y(point.value) - y(0))), rx: 2 },
      titled(`${each.name}, ${point.label}: ${point.value}`));
  }));
}

function lines(series, x, y, filled) {
  return series.flatMap((each, s) => {
    const points = each.data.map((point, n) => `${x(n)},${y(point.value)}`);
    const area = filled ? svg("polygon", { class: `area ${tone(s)}`, points: [`${x(0)},${y(0)}`, ...points, `${x(each.data.length - 1)},${y(0)}`].join(" ") }) : null;
    const dots = each.data.map((point, n) => svg("circle", { class: tone(s), cx: x(n), cy: y(point.value), r: 3.5 }, titled(`${each.name}, ${point.label}: ${point.value}`)));
    return [area, svg("polyline", { class: tone(s), points: points.join(" ") }), ...dots];
  });
}

function graph({ type, series, axis_config: axis }) {
  const labels = axis?.categories ?? series[0].data.map((point) => point.label);
  const range = scale(series.flatMap((each) => each.data.map((point) => point.value)));
  const slot = (WIDE - LEFT) / Math.max(1, labels.length);
  const x = (n) => LEFT + slot * (n + 0.5);
  return svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" }, grid(range, labels, x),
    type === "bar" ? bars(series, labels, range.y) : lines(series, x, range.y, type === "area"));
}

function slice(from, to) {
  const at = (turn) => [120 + 100 * Math.sin(turn * 2 * Math.PI), 120 - 100 * Math.cos(turn * 2 * Math.PI)].map((n) => n.toFixed(2)).join(" ");
  if (to - from > 0.9999) return "M 120 20 A 100 100 0 1 1 119.9 20 Z";
  return `M 120 120 L ${at(from)} A 100 100 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)} Z`;
}

function pie({ segments }) {
  const total = segments.reduce((sum, each) => sum + each.value, 0);
  let from = 0;
  return svg("svg", { viewBox: "0 0 240 240", class: "pie", "aria-hidden": "true" }, segments.map((each, n) => {
    const to = from + each.value / total;
    const path = svg("path", { class: tone(n), d: slice(from, to) }, titled(`${each.label}: ${each.value} (${Math.round((100 * each.value) / total)} %)`));
    from = to;
    return path;
  }));
}

const legend = (names) => h("ul", { class: "legend", "aria-hidden": "true" },
  names.map((name, n) => h("li", {}, h("span", { class: `swatch ${tone(n)}` }), name)));

/** The figures, for screen readers. */
function figures(title, chart) {
  const rows = chart.type === "pie"
    ? [["Part", "Value"], ...chart.segments.map((each) => [each.label, each.value])]
    : [["", ...chart.series.map((each) => each.name)], ...chart.series[0].data.map((point, n) => [point.label, ...chart.series.map((each) => each.data[n]?.value ?? "")])];
  const [head, ...body] = rows;
  return h("div", { class: "unseen" }, h("table", {}, h("caption", {}, title), h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, body.map((row) => h("tr", {}, row.map((cell, n) => h(n ? "td" : "th", { scope: n ? null : "row" }, String(cell))))))));
}

export function chart(block) {
  const { title, chart: what } = block;
  const isPie = what.type === "pie";
  const axis = what.axis_config;
  const total = isPie ? what.segments.reduce((sum, each) => sum + each.value, 0) : 0;
  const names = isPie ? what.segments.map((each) => `${each.label} · ${short(each.value)} (${Math.round((100 * each.value) / total)} %)`) : what.series.map((each) => each.name);
  return h("figure", { class: `chart ${what.type}` }, h("figcaption", {}, title),
    axis?.y_label ? h("p", { class: "axis-label" }, axis.y_label) : null,
    h("div", { class: "chart-body" }, isPie ? pie(what) : graph(what), isPie || names.length > 1 ? legend(names) : null),
    axis?.x_label ? h("p", { class: "axis-label below" }, axis.x_label) : null, figures(title, what));
}

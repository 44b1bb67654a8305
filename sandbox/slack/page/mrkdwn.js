// Slack's mrkdwn and Markdown as DOM.

import { h, safeUrl } from "./dom.js";
import { clock, myZone, nameOf, state } from "./state.js";

// Drawn as text symbols, which every machine has a font for: [symbol, tone].
const EMOJI = {
  white_check_mark: ["✔", "good"], heavy_check_mark: ["✔", "good"], x: ["✘", "bad"], no_entry: ["✘", "bad"], warning: ["⚠", "warn"],
  rotating_light: ["⚠", "bad"], hourglass_flowing_sand: ["⌛", ""], hourglass: ["⌛", ""], stopwatch: ["⌚", ""],
  large_green_circle: ["●", "good"], large_yellow_circle: ["●", "warn"], red_circle: ["●", "bad"], white_circle: ["○", ""],
  information_source: ["ℹ", ""], arrow_right: ["→", ""], repeat: ["↻", ""], snowflake: ["❄", ""],
};

const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

function mention(label) {
  return h("span", { class: "mention" }, label);
}

function dateToken(parts, fallback) {
  const [stamp, format, link] = parts;
  const at = Number(stamp);
  if (!Number.isFinite(at)) return fallback ?? "";
  const days = { day: "numeric", month: "short", year: "numeric" };
  const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const today = new Date().toLocaleDateString("en-GB", { timeZone: myZone() });
  const isToday = new Date(at * 1000).toLocaleDateString("en-GB", { timeZone: myZone() }) === today;
  const values = {
    date_num: new Intl.DateTimeFormat("sv-SE", { timeZone: myZone() }).format(at * 1000),
    date: clock(at, days), date_short: clock(at, days), date_long: clock(at, long),
    time: clock(at), time_secs: clock(at, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    ago: ago(at),
  };
  for (const name of ["date", "date_short", "date_long"]) values[`${name}_pretty`] = isToday ? "today" : values[name];
  const words = format.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const time = h("time", { datetime: new Date(at * 1000).toISOString(), title: `${fallback ?? ""} · ${myZone()}` }, words);
  const url = link && safeUrl(link);
  return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, time) : time;
}

function ago(at) {
  const seconds = Math.round(at - Date.now() / 1000);
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(seconds, "second");
}

/** `<...>`: a mention, a date or a link. */
function reference(inside) {
  const [target, label] = [inside.split("|")[0], inside.includes("|") ? unescape(inside.slice(inside.indexOf("|") + 1)) : null];
  if (target.startsWith("@")) return mention(`@${state.users.has(target.slice(1)) ? nameOf(target.slice(1)) : label ?? target.slice(1)}`);
  if (target.startsWith("#")) return mention(`#${state.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`);
  if (target.startsWith("!subteam^")) return mention(`@${state.groups.get(target.slice(9))?.handle ?? label ?? target.slice(9)}`);
  if (target.startsWith("!date^")) return dateToken(target.slice(6).split("^"), label);
  if (target.startsWith("!")) return mention(`@${label ?? target.slice(1)}`);
  const url = safeUrl(unescape(target));
  return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label ?? unescape(target)) : unescape(`<${inside}>`);
}

/** Text without marks, its emoji names drawn. */
function plainText(text) {
  return unescape(text).split(/(:[a-z_]+:)/).map((part) => {
    const known = part.startsWith(":") && EMOJI[part.slice(1, -1)];
    return known ? h("span", { class: `symbol ${known[1]}`, role: "img", "aria-label": part.slice(1, -1).replaceAll("_", " ") }, known[0]) : part;
  });
}

// Slack's own marks need a boundary before and after; Markdown's are doubled or bracketed.
const MRKDWN = [
  [/```([\s\S]+?)```/, (m) => h("pre", {}, h("code", {}, unescape(m[1].replace(/^\n/, ""))))],
  [/`([^`\n]+)`/, (m) => h("code", {}, unescape(m[1]))],
  [/<([^<>\n]+)>/, (m) => reference(m[1])],
  [/(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])/, (m) => h("strong", {}, inline(m[1], MRKDWN))],
  [/(?<![\w_])_(?!\s)([^_\n]+?)(?<!\s)_(?![\w_])/, (m) => h("em", {}, inline(m[1], MRKDWN))],
  [/(?<![\w~])~(?!\s)([^~\n]+?)(?<!\s)~(?![\w~])/, (m) => h("s", {}, inline(m[1], MRKDWN))],
];
const MARKDOWN = [
  [/`([^`\n]+)`/, (m) => h("code", {}, m[1])],
  [/<([@#!][^<>\n]+)>/, (m) => reference(m[1])],
  [/\[([^\]\n]+)\]\(([^)\s]+)\)/, (m) => reference(`${m[2]}|${m[1]}`)],
  [/\*\*([^\n]+?)\*\*/, (m) => h("strong", {}, inline(m[1], MARKDOWN))],
  [/(?<![\w*])[*_](?!\s)([^*_\n]+?)(?<!\s)[*_](?![\w*])/, (m) => h("em", {}, inline(m[1], MARKDOWN))],
  [/~~([^~\n]+)~~/, (m) => h("s", {}, inline(m[1], MARKDOWN))],
];

/** Split text at the earliest mark, again and again. */
function inline(text, marks) {
  const nodes = [];
  let rest = text;
  while (rest) {
    let first = null;
    for (const [pattern, make] of marks) {
      const match = pattern.exec(rest);
      if (match && (first === null || match.index < first.match.index)) first = { match, make };
    }
    if (first === null) break;
    const { match, make } = first;
    if (match.index) nodes.push(...plainText(rest.slice(0, match.index)));
    nodes.push(make(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) nodes.push(...plainText(rest));
  return nodes;
}

/** mrkdwn text as nodes; lines that begin with `>` are quotes. */
export function mrkdwn(text) {
  const nodes = [];
  for (const part of text.split(/(```[\s\S]+?```)\n?/)) {
    if (part.startsWith("```")) {
      nodes.push(...inline(part, MRKDWN));
      continue;
    }
    let quoted = [];
    const flush = () => {
      if (quoted.length) nodes.push(h("blockquote", {}, inline(quoted.join("\n"), MRKDWN)));
      quoted = [];
    };
    part.split("\n").forEach((line, position, lines) => {
      if (/^(&gt;|>)\s?/.test(line)) {
        quoted.push(line.replace(/^(&gt;|>)\s?/, ""));
        return;
      }
      flush();
      nodes.push(...inline(line, MRKDWN));
      if (position < lines.length - 1) nodes.push("\n");
    });
    flush();
  }
  return nodes;
}

/** A text object as nodes. */
export function textOf(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plainText(object.text);
}

/** Markdown as elements: headings, lists, quotes, fences, paragraphs. */
export function markdown(text) {
  const out = h("div", { class: "markdown" });
  for (const part of text.split(/(```[\s\S]*?```)/)) {
    if (part.startsWith("```")) {
      out.append(h("pre", {}, h("code", {}, part.slice(3, -3).replace(/^\w*\n/, ""))));
      continue;
    }
    for (const paragraph of part.split(/\n{2,}/)) {
      const lines = paragraph.split("\n").filter((line) => line.trim());
      if (lines.length) out.append(...markdownLines(lines));
    }
  }
  return out;
}

function markdownLines(lines) {
  const nodes = [];
  let list = null;
  let paragraph = null;
  for (const line of lines) {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const item = /^\s*(?:([-*+])|\d+\.)\s+(.*)$/.exec(line);
    const quote = /^>\s?(.*)$/.exec(line);
    if (!item) list = null;
    if (item || heading || quote) paragraph = null;
    if (heading) nodes.push(h(`h${Math.min(heading[1].length + 2, 6)}`, {}, inline(heading[2], MARKDOWN)));
    else if (quote) nodes.push(h("blockquote", {}, inline(quote[1], MARKDOWN)));
    else if (item) {
      if (!list) nodes.push((list = h(item[1] ? "ul" : "ol")));
      list.append(h("li", {}, inline(item[2], MARKDOWN)));
    } else if (paragraph) paragraph.append("\n", ...inline(line, MARKDOWN));
    else nodes.push((paragraph = h("p", {}, inline(line, MARKDOWN))));
  }
  return nodes;
}

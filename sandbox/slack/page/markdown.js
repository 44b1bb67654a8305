// Markdown as DOM, for the `markdown` block: headings, lists, tasks, quotes, tables, fences, rules.

import { h, link } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { split } from "./marks.js";
import { reference } from "./mrkdwn.js";

const MARKS = [
  [/\\([\\`*_{}[\]()#+\-.!~|>])/, (m) => m[1]],
  [/``([\s\S]+?)``|`([^`\n]+)`/, (m) => h("code", {}, m[1] ?? m[2])],
  [/<([@#!][^<>\n]+)>/, (m) => reference(m[1])],
  [/!\[([^\]\n]*)\]\(([^)\s]+)[^)]*\)/, (m) => link(m[2], m[1] || m[2])],
  [/\[([^\]\n]+)\]\(([^)\s]+)[^)]*\)/, (m) => link(m[2], inline(m[1]))],
  [/<(https?:[^<>\s]+)>/, (m) => link(m[1], m[1])],
  [/\*\*(?!\s)([^\n]+?)(?<!\s)\*\*|__(?!\s)([^\n]+?)(?<!\s)__/, (m) => h("strong", {}, inline(m[1] ?? m[2]))],
  [/(?<![\w*])[*_](?!\s)([^*_\n]+?)(?<!\s)[*_](?![\w*])/, (m) => h("em", {}, inline(m[1]))],
  [/~~([^~\n]+)~~/, (m) => h("s", {}, inline(m[1]))],
  [/https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"*_~]/, (m) => link(m[0], m[0])],
];
const inline = (text) => split(text, MARKS, withEmoji);

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

function table(head, rule, rows) {
  const aligns = cells(rule).map((cell) => (/^:-+:$/.test(cell) ? "center" : /-:$/.test(cell) ? "right" : null));
  const row = (line, tag) => h("tr", {}, cells(line).map((cell, n) => h(tag, { class: aligns[n] ? `align-${aligns[n]}` : null, scope: tag === "th" ? "col" : null }, inline(cell))));
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(head, "th")), h("tbody", {}, rows.map((line) => row(line, "td")))));
}

/** A list with the lists inside it, by indentation. */
function list(items) {
  const box = h(items[0].number ? "ol" : "ul", { start: items[0].number > 1 ? items[0].number : null });
  for (let at = 0; at < items.length; at += 1) {
    const { task, words, depth } = items[at];
    const inner = [];
    while (items[at + 1]?.depth > depth) inner.push(items[(at += 1)]);
    const check = task === undefined ? null : h("input", { type: "checkbox", disabled: true, checked: task !== " ", "aria-label": task === " " ? "to do" : "done" });
    box.append(h("li", { class: check ? "task" : null }, check, inline(words), inner.length ? list(inner) : null));
  }
  return box;
}

/** How many lines from `at` on fulfil a test. */
function run(lines, at, test) {
  let end = at;
  while (end < lines.length && test(lines[end])) end += 1;
  return lines.slice(at, end);
}

/** Make the part that begins at a line; return it and how many lines it took. */
function part(lines, at) {
  const line = lines[at];
  if (/^```/.test(line)) {
    const inside = run(lines, at + 1, (each) => !/^```/.test(each));
    return [h("pre", {}, h("code", {}, inside.join("\n"))), inside.length + 2];
  }
  if (RULE.test(line)) return [h("hr"), 1];
  const heading = HEADING.exec(line);
  if (heading) return [h(`h${Math.min(heading[1].length + 2, 6)}`, {}, inline(heading[2])), 1];
  if (/^>/.test(line)) {
    const inside = run(lines, at, (each) => /^>/.test(each));
    return [h("blockquote", {}, parts(inside.map((each) => each.replace(/^>\s?/, "")))), inside.length];
  }
  if (ITEM.test(line)) {
    const inside = run(lines, at, (each) => ITEM.test(each) && !RULE.test(each));
    const read = inside.map((each) => { const [, space, number, task, words] = ITEM.exec(each); return { depth: space.length, number: Number(number), task, words }; });
    return [list(read), inside.length];
  }
  if (line.includes("|") && TABLE_RULE.test(lines[at + 1] ?? "") && lines[at + 1].includes("-")) {
    const rows = run(lines, at + 2, (each) => each.includes("|"));
    return [table(line, lines[at + 1], rows), rows.length + 2];
  }
  const begins = (each) => !each.trim() || /^(```|>|#{1,6}\s)/.test(each) || ITEM.test(each) || RULE.test(each);
  const inside = [line, ...run(lines, at + 1, (each) => !begins(each))];
  return [h("p", {}, inside.flatMap((each, n) => [n ? "\n" : null, ...inline(each)])), inside.length];
}

function parts(lines) {
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [node, took] = part(lines, at);
    nodes.push(node);
    at += took;
  }
  return nodes;
}

/** Markdown as elements. */
export const markdown = (text) => h("div", { class: "markdown" }, parts(text.split("\n")));

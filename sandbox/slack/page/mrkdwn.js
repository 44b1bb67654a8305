// Slack's mrkdwn as DOM. Source: docs.slack.dev/messaging/formatting-message-text.

import { date } from "./dates.js";
import { h, link, safeUrl } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { split } from "./marks.js";
import { nameOf, state } from "./state.js";

export const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const plain = (text) => withEmoji(unescape(text));

/** A name; one that means whoever is looking stands out more. */
export function mention(label, forMe = false) {
  return h("span", { class: forMe ? "mention me" : "mention" }, label);
}

export function userMention(id, label) {
  return mention(`@${state.users.has(id) ? nameOf(id) : label ?? id}`, id === state.me);
}

export function groupMention(id, label) {
  const group = state.groups.get(id);
  return mention(`@${group?.handle ?? label?.replace(/^@/, "") ?? id}`, Boolean(group?.users?.includes(state.me)));
}

export const channelMention = (id, label) => mention(`#${state.channels.get(id)?.name ?? (label || "private-channel")}`);

/** `<...>`: a mention, a date or a link. */
export function reference(inside) {
  const at = inside.indexOf("|");
  const target = at < 0 ? inside : inside.slice(0, at);
  const label = at < 0 ? null : unescape(inside.slice(at + 1));
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) {
    const [timestamp, format, url] = target.slice(6).split("^");
    return date(timestamp, format ?? "", url, label);
  }
  if (/^!(here|channel|everyone)$/.test(target)) return mention(`@${target.slice(1)}`, true);
  if (target.startsWith("!")) return mention(label ?? target.slice(1));
  const url = unescape(target);
  return safeUrl(url) ? link(url, label ?? url) : unescape(`<${inside}>`);
}

// Slack's own marks need a boundary before and after them.
const MARKS = [
  [/```([\s\S]+?)```/, (m) => h("pre", {}, h("code", {}, unescape(m[1].replace(/^\n/, "").replace(/\n$/, ""))))],
  [/`([^`\n]+)`/, (m) => h("code", {}, unescape(m[1]))],
  [/<([^<>\n]+)>/, (m) => reference(m[1])],
  [/(?<![\w*])\*(?![\s*])([^*\n]+?)(?<!\s)\*(?![\w*])/, (m) => h("strong", {}, inline(m[1]))],
  [/(?<![\w_])_(?![\s_])([^_\n]+?)(?<!\s)_(?![\w_])/, (m) => h("em", {}, inline(m[1]))],
  [/(?<![\w~])~(?![\s~])([^~\n]+?)(?<!\s)~(?![\w~])/, (m) => h("s", {}, inline(m[1]))],
  [/https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"*_~]/, (m) => link(unescape(m[0]), unescape(m[0]))],
];
const inline = (text) => split(text, MARKS, plain);

/** Lines outside fences: quotes are gathered, lines of a list hang under their bullet. */
function lines(text) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, lines(quoted.join("\n"))));
    quoted = [];
  };
  text.split("\n").forEach((line, position, every) => {
    if (/^(&gt;|>)/.test(line)) {
      quoted.push(line.replace(/^(&gt;|>)\s?/, ""));
      return;
    }
    flush();
    const item = /^\s*(?:[•◦▪‣–-]|\d{1,3}\.)\s+\S/.test(line);
    nodes.push(...(item ? [h("span", { class: "item" }, inline(line.trimStart()))] : inline(line)));
    if (!item && position < every.length - 1) nodes.push("\n");
  });
  flush();
  return nodes;
}

/** mrkdwn text as nodes. */
export function mrkdwn(text) {
  return text.split(/(```[\s\S]+?```)\n?/).flatMap((part) => (part.startsWith("```") ? inline(part) : part ? lines(part) : []));
}

/** A text object as nodes. */
export function textOf(object) {
  if (!object) return [];
  if (typeof object === "string") return plain(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return object.emoji === false ? [unescape(object.text)] : plain(object.text);
}

/** The words alone, of a text object or of mrkdwn, for names and labels. */
export function wordsOf(object) {
  const nodes = typeof object === "string" ? mrkdwn(object) : textOf(object);
  return nodes.map((node) => node.textContent ?? node).join("");
}

// The traffic inspector: every call and delivery, newest first, with what was sent and answered.

import * as api from "./api.js";
import { h, iconButton, uniqueId } from "./dom.js";
import { toast } from "./notices.js";
import { buildRehearsal, showFaults } from "./rehearsal.js";
import { clock } from "./state.js";

const SHOWN_MOST = 200;
const SLOW_MS = 1000;
const PRECISE = { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" };
const KINDS = { all: "All", delivery: "To the app", call: "From the app", bad: "Errors" };

let last = 0;
let fetching = false;
let shown = { kind: "all", words: "" };

const isGood = (exchange) => exchange.outcome === "ok";
const asText = (part) => (part === null || part === undefined ? "nothing" : typeof part === "string" ? part : JSON.stringify(part, null, 2));

function matches({ exchange, text }) {
  const kind = shown.kind === "all" || exchange.direction === shown.kind || (shown.kind === "bad" && !isGood(exchange));
  return kind && text.includes(shown.words.toLowerCase());
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    toast("Copied.");
  } catch {
    toast("This browser does not let the page copy.");
  }
}

/** JSON with its parts in colours. */
function pretty(part) {
  const code = h("code");
  const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
  const text = asText(part);
  let at = 0;
  for (const match of text.matchAll(token)) {
    code.append(text.slice(at, match.index));
    const kind = match[2] ? "json-key" : match[1] ? "json-text" : match[3] ? "json-word" : "json-number";
    code.append(h("span", { class: kind }, match[1] ?? match[0]), match[2] ?? "");
    at = match.index + match[0].length;
  }
  code.append(text.slice(at));
  return code;
}

function part(title, content) {
  if (content === undefined) return null;
  return h("section", { class: "exchange-part" },
    h("header", {}, h("h4", {}, title), h("button", { type: "button", class: "link-button", onclick: () => copy(asText(content)) }, `Copy ${title.toLowerCase()}`)),
    h("pre", { tabindex: "0", "aria-label": title }, typeof content === "string" ? content : pretty(content)));
}

function entry(exchange) {
  const outgoing = exchange.direction === "delivery";
  const good = isGood(exchange);
  const more = h("div", { class: "exchange-parts" });
  const row = h("details", { class: `exchange ${good ? "" : "failed"}` },
    h("summary", {},
      h("span", { class: "direction" }, h("span", { class: "direction-sign", "aria-hidden": "true" }, outgoing ? "→" : "←"), outgoing ? "to the app" : "from the app"),
      h("code", {}, exchange.name),
      h("span", { class: `outcome ${good ? "good" : "bad"}` }, h("span", { "aria-hidden": "true" }, good ? "✔ " : "✘ "), good ? "ok" : exchange.outcome),
      h("span", { class: `took ${exchange.elapsed_ms >= SLOW_MS ? "slow" : ""}` }, `${exchange.elapsed_ms} ms`),
      h("time", {}, clock(exchange.at, PRECISE))), more);
  row.addEventListener("toggle", () => {
    if (row.open && !more.firstChild) more.append(...[part("Headers", exchange.headers), part("Request", exchange.request), part("Answer", exchange.answer)].filter(Boolean));
  });
  return Object.assign(row, { exchange, text: `${exchange.name} ${exchange.outcome} ${JSON.stringify(exchange.request)} ${JSON.stringify(exchange.answer)}`.toLowerCase() });
}

function filter(box) {
  const rows = [...box.querySelectorAll(".exchange")];
  rows.forEach((row) => { row.hidden = !matches(row); });
  const seen = rows.filter((row) => !row.hidden).length;
  box.querySelector(".exchange-count").textContent = `${seen} of ${rows.length}`;
  box.querySelector(".exchanges-none").hidden = seen > 0;
}

/** Fill the drawer once. */
export function buildInspector(close) {
  const box = document.getElementById("traffic");
  const group = uniqueId("kind");
  const kinds = Object.entries(KINDS).map(([kind, words]) => h("label", { class: "segment" },
    h("input", { type: "radio", name: group, value: kind, checked: kind === shown.kind, onchange: () => { shown.kind = kind; filter(box); } }), h("span", {}, words)));
  const search = h("input", { class: "field", type: "search", placeholder: "Filter by name, words, id", "aria-label": "Filter the traffic", oninput: () => { shown.words = search.value; filter(box); } });
  box.append(
    h("header", {}, h("h2", {}, "Traffic"), h("fieldset", { class: "segments" }, h("legend", { class: "unseen" }, "Which"), kinds), search,
      h("span", { class: "exchange-count", "aria-label": "Shown" }), iconButton("✕", "Close traffic", close)),
    h("div", { class: "traffic-body" },
      h("div", { class: "exchanges", tabindex: "0", role: "region", "aria-label": "Exchanges" },
        h("p", { class: "exchanges-none soft" }, "Nothing here. Every call of the app and every delivery to it appears here; secrets are left out.")),
      buildRehearsal()));
}

/** Add what is new, if the drawer is open. */
export async function showTraffic() {
  const box = document.getElementById("traffic");
  if (box.hidden || fetching) return;
  fetching = true;
  const answer = await api.get(`traffic?since=${last}`);
  fetching = false;
  const list = box.querySelector(".exchanges");
  for (const exchange of answer.exchanges ?? []) {
    last = Math.max(last, exchange.number);
    list.prepend(entry(exchange));
  }
  [...list.querySelectorAll(".exchange")].slice(SHOWN_MOST).forEach((row) => row.remove());
  filter(box);
  showFaults();
}

/** Begin anew after the workspace did. */
export function forgetTraffic() {
  last = 0;
  document.querySelectorAll(".exchange").forEach((row) => row.remove());
}

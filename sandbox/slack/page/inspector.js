// The traffic inspector: every call and delivery, newest first, as data.

import * as api from "./api.js";
import { h } from "./dom.js";
import { clock } from "./state.js";

const SHOWN_MOST = 200;
let last = 0;
let fetching = false;

function entry(exchange) {
  const outgoing = exchange.direction === "delivery";
  const good = exchange.outcome === "ok";
  const precise = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  return h("details", { class: "exchange" },
    h("summary", {},
      h("span", { class: "direction" }, outgoing ? "Slack → app" : "app → Slack"),
      h("code", {}, exchange.name),
      h("span", { class: `outcome ${good ? "good" : "bad"}` }, good ? "ok" : exchange.outcome),
      h("span", { class: "took" }, `${exchange.elapsed_ms} ms`),
      h("time", {}, clock(exchange.at, precise))),
    h("h3", {}, "Request"), h("pre", {}, JSON.stringify(exchange.request, null, 2)),
    h("h3", {}, "Answer"), h("pre", {}, JSON.stringify(exchange.answer, null, 2) ?? "nothing"));
}

/** Fill the drawer once. */
export function buildInspector(close) {
  const box = document.getElementById("traffic");
  box.append(
    h("header", {}, h("h2", {}, "Traffic"), h("p", {}, "What went between Slack and the app; secrets are left out."),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close traffic", onclick: close }, "✕")),
    h("div", { class: "exchanges", tabindex: "0", role: "region", "aria-label": "Exchanges" }));
}

/** Add what is new, if the drawer is open. */
export async function showTraffic() {
  const box = document.getElementById("traffic");
  if (box.hidden || fetching) return;
  fetching = true;
  const { exchanges } = await api.get(`traffic?since=${last}`);
  fetching = false;
  const list = box.querySelector(".exchanges");
  for (const exchange of exchanges) {
    last = Math.max(last, exchange.number);
    list.prepend(entry(exchange));
  }
  while (list.children.length > SHOWN_MOST) list.lastChild.remove();
}

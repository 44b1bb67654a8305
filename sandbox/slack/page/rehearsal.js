// A bad day on demand: faults of Slack that can be switched on while one watches what the app does.

import * as api from "./api.js";
import { h } from "./dom.js";
import { sayTrouble } from "./notices.js";

const CARDS = [
  { name: "Slow Slack", what: "Every call is answered 4 seconds late.", fault: { kind: "slow", seconds: 4 } },
  { name: "429 storm", what: "Every call is refused: rate limited, come back in 5 seconds.", fault: { kind: "rate_limited", seconds: 5 } },
  { name: "Server errors", what: "Every call ends in HTTP 500.", fault: { kind: "server_error" } },
  { name: "Outage", what: "Connections are dropped; nothing is delivered.", fault: { kind: "outage" }, otherwise: { kind: "refuse" } },
  { name: "Lost answers", what: "Calls are done, but their answers never arrive.", fault: { kind: "lose_answer" } },
  { name: "Lost acks", what: "The app's acknowledgements never arrive; events come again.", fault: { kind: "lose_ack", method: "delivery" } },
  { name: "Duplicates", what: "Every delivery comes twice.", fault: { kind: "duplicate_delivery", method: "delivery" } },
];

const same = (card) => (active) => active.kind === card.kind && (active.method ?? "*") === (card.method ?? "*");

/** Clearing is of everything: to switch one off, the others are set again. */
async function toggle(card, on) {
  const { faults } = await api.get("faults");
  if (on) return sayTrouble(await api.post("faults", card));
  await api.remove("faults");
  for (const { kind, method, seconds, count } of faults.filter((each) => !same(card)(each))) {
    await api.post("faults", { kind, method, seconds, ...(count === null ? {} : { count }) });
  }
}

export function buildRehearsal() {
  return h("section", { class: "rehearsal", "aria-labelledby": "rehearsal-head" },
    h("header", {}, h("h3", { id: "rehearsal-head" }, "Rehearse a bad day"),
      h("button", { type: "button", class: "link-button", onclick: async () => { await api.remove("faults"); showFaults(); } }, "Clear all")),
    h("ul", {}));
}

/** Show which faults are on, in the panel and as a warning on top of the page. */
export async function showFaults() {
  const { faults = [], kinds = [] } = await api.get("faults");
  const sign = document.getElementById("weather");
  sign.hidden = !faults.length;
  sign.textContent = faults.length ? `${faults.length} ${faults.length === 1 ? "fault" : "faults"} on` : "";
  const list = document.querySelector(".rehearsal ul");
  const cards = CARDS.map((card) => (kinds.includes(card.fault.kind) ? card : card.otherwise ? { ...card, fault: card.otherwise } : null)).filter(Boolean);
  const version = JSON.stringify([cards, faults]);
  if (list.version === version) return;
  list.version = version;
  const focused = document.activeElement?.closest?.(".rehearsal")?.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  list.replaceChildren(...cards.map((card) => {
    const on = faults.some(same(card.fault));
    return h("li", {}, h("button", { type: "button", class: "switch", role: "switch", "aria-checked": String(on), "data-key": `fault-${card.fault.kind}`, onclick: async () => { await toggle(card.fault, !on); showFaults(); } },
      h("span", { class: "switch-track", "aria-hidden": "true" }), h("span", { class: "switch-words" }, card.name, h("small", {}, card.what))));
  }));
  const others = faults.filter((fault) => !cards.some((card) => same(card.fault)(fault)));
  if (others.length) list.append(h("li", { class: "soft" }, `Also on, set through the control API: ${others.map((each) => `${each.kind} of ${each.method}`).join(", ")}.`));
  if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

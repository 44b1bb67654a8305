// The channel list with its unread marks, and the switch that says who is looking.

import { h } from "./dom.js";
import { people, state, unreadOf } from "./state.js";

const ROLES = { U01ALICE: "on-call", U02BOB: "approver", U03EVE: "second approver", U04VIC: "viewer" };

function entry(id, label, go) {
  const unread = unreadOf(id);
  const here = state.place === id;
  return h("li", {}, h("button", {
    type: "button", class: `channel ${here ? "here" : ""} ${unread ? "unread" : ""}`, "aria-current": here ? "page" : null,
    "aria-label": unread ? `${label}, ${unread} unread` : label, onclick: () => go(id),
  }, h("span", {}, label), unread ? h("span", { class: "badge", "aria-hidden": "true" }, String(unread)) : null));
}

/** Show the list; `go(place)` opens an entry. */
export function showSidebar(go) {
  const channels = [...state.channels.values()];
  const direct = channels.filter((channel) => channel.is_im && channel.members.includes(state.me));
  const focused = document.activeElement?.closest(".sidebar button")?.textContent;
  const box = document.getElementById("sidebar");
  box.replaceChildren(
    h("h2", {}, "Channels"),
    h("ul", {}, channels.filter((channel) => !channel.is_im).map((channel) => entry(channel.id, `# ${channel.name}`, go))),
    h("h2", {}, "App"),
    h("ul", {}, entry("home", "ddbdr home", go), direct.map((channel) => entry(channel.id, "ddbdr messages", go))));
  if (focused) [...box.querySelectorAll("button")].find((button) => button.textContent === focused)?.focus();
}

/** Show who one can be; `become(user)` switches. */
export function showWho(become) {
  const box = document.getElementById("who");
  box.querySelectorAll("label").forEach((label) => label.remove());
  box.append(...people().map((user) => h("label", { title: `${user.real_name} · ${ROLES[user.id] ?? ""} · ${user.tz}` },
    h("input", { type: "radio", name: "me", value: user.id, checked: user.id === state.me, onchange: () => become(user.id) }),
    h("span", { class: "avatar", "data-user": user.id, "aria-hidden": "true" }, user.name.slice(0, 1)),
    h("span", { class: "who-name" }, user.name, h("small", {}, ROLES[user.id] ?? "")))));
}

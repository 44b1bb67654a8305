// The channels and the app, with what is unread in each.

import { avatar } from "./message.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { hasDraft } from "./kept.js";
import { appName, isApp, myChannels, myDirect, state } from "./state.js";
import { countFor } from "./unread.js";

/** What an entry is called by screen readers. */
function spoken(label, { unread, mentions }, draft) {
  const parts = [unread ? `${unread} unread` : "", mentions ? `${mentions} ${mentions === 1 ? "mention" : "mentions"}` : "", draft ? "draft" : ""];
  return [label, ...parts.filter(Boolean)].join(", ");
}

function entry({ place, sign, label, here, counts, go }) {
  const draft = !here && hasDraft(state.me, place);
  const name = spoken(isApp(place) ? label : `# ${label}`, counts, draft);
  return h("li", {}, h("button", {
    type: "button", class: `channel ${here ? "here" : ""} ${counts.unread ? "unread" : ""}`, "aria-current": here ? "page" : null, "data-place": place, "aria-label": name, onclick: () => go(place),
  }, typeof sign === "string" ? h("span", { class: "channel-sign", "aria-hidden": "true" }, sign) : sign, h("span", { class: "channel-name" }, label),
  draft ? h("span", { class: "draft-sign", "aria-hidden": "true", title: "Draft" }, "✎") : null,
  counts.mentions ? h("span", { class: "badge", "aria-hidden": "true" }, String(counts.mentions)) : null));
}

/** Where a click on the app leads: to what it wrote, if that is unread, else to its Home tab. */
function appPlace(direct, counts) {
  if (state.hasHome && !counts.unread) return "home";
  return direct?.id ?? "direct";
}

/** Show the list; `go(place)` opens an entry. */
export function showSidebar(go) {
  const direct = myDirect();
  const counts = direct ? countFor(state.me, direct.id) : { unread: 0, mentions: 0 };
  const focused = document.activeElement?.closest?.(".sidebar button")?.dataset.place;
  const box = document.getElementById("sidebar");
  box.replaceChildren(
    h("h2", { id: "channels-head" }, "Channels"),
    h("ul", { "aria-labelledby": "channels-head" }, myChannels().filter((channel) => !channel.is_archived || channel.id === state.place).map((channel) => entry({
      place: channel.id, sign: channel.is_private ? icon("lock", "channel-sign") : "#", label: channel.name, here: state.place === channel.id, counts: countFor(state.me, channel.id), go }))),
    h("h2", { id: "apps-head" }, "Apps"),
    h("ul", { "aria-labelledby": "apps-head" }, entry({
      place: appPlace(direct, counts), sign: avatar(state.bot, appName(), "small"), label: appName(), here: isApp(state.place), counts, go })));
  if (focused) [...box.querySelectorAll("button")].find((button) => button.dataset.place === focused)?.focus();
}

/** Arrow keys walk through the list. */
export function walkSidebar() {
  const box = document.getElementById("sidebar");
  box.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const all = [...box.querySelectorAll("button")];
    const to = all[all.indexOf(document.activeElement) + step];
    if (!step || !to) return;
    event.preventDefault();
    to.focus();
  });
}

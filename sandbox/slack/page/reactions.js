// Who reacted to a message, with what; a click adds one's own, or takes it back.

import * as api from "./api.js";
import { once } from "./buttons.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { sayTrouble } from "./notices.js";
import { nameOf, state } from "./state.js";

export function reactions(message) {
  if (!message.reactions?.length) return null;
  const one = ({ name, count, users }) => {
    const who = users.map(nameOf).join(", ");
    const mine = users.includes(state.me);
    const where = { user: state.me, channel: message.channel, ts: message.ts, name };
    const toggle = (event) => once(event.currentTarget, async () => sayTrouble(await api.post("react", { ...where, remove: mine })));
    return h("li", {}, h("button", {
      type: "button", class: mine ? "reaction mine" : "reaction", title: `${who} reacted with :${name}:`, "aria-pressed": String(mine),
      "aria-label": `${name.replaceAll("_", " ")}, ${count}, from ${who}`, "data-key": `react-${name}`, onclick: toggle,
    }, emoji(name), h("span", {}, String(count))));
  };
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, message.reactions.map(one));
}

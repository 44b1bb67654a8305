// Who reacted to a message, with what.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { nameOf, state } from "./state.js";

export function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, message.reactions.map(({ name, count, users }) => {
    const who = users.map(nameOf).join(", ");
    const mine = users.includes(state.me);
    return h("li", { class: mine ? "reaction mine" : "reaction", title: `${who} reacted with :${name}:` }, emoji(name), h("span", {}, String(count)),
      h("span", { class: "unseen" }, ` from ${who}`));
  }));
}

// The switch that says who is looking; a mark shows where somebody is wanted.

import { h } from "./dom.js";
import { avatar } from "./message.js";
import { people, state } from "./state.js";
import { mentionsOf } from "./unread.js";

/** Show who one can be; `become(user)` switches. */
export function showWho(become) {
  const box = document.getElementById("who");
  const present = [...box.querySelectorAll("input")].map((input) => input.value);
  if (present.join() !== people().map((user) => user.id).join()) {
    box.querySelectorAll("label").forEach((label) => label.remove());
    box.append(...people().map((user) => h("label", { title: `${user.real_name} · ${user.profile?.title ?? ""} · ${user.tz}` },
      h("input", { type: "radio", name: "me", value: user.id, onchange: () => become(user.id) }),
      avatar(user.id, user.name),
      h("span", { class: "who-name" }, user.name, h("small", {}, user.profile?.title ?? "")),
      h("span", { class: "wanted" }))));
  }
  for (const input of box.querySelectorAll("input")) {
    input.checked = input.value === state.me;
    const count = input.value === state.me ? 0 : mentionsOf(input.value);
    const mark = input.parentNode.querySelector(".wanted");
    mark.replaceChildren(...(count ? [h("span", { class: "unseen" }, `, ${count} unread ${count === 1 ? "mention" : "mentions"}`)] : []));
    mark.classList.toggle("shown", count > 0);
  }
}

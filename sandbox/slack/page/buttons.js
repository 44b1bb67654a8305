// Buttons of every kind: plain, with a link, with a question first, icons and feedback.

import { follow, isHere } from "./address.js";
import { confirmed } from "./dialogs.js";
import { h, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { textOf, wordsOf } from "./mrkdwn.js";
import { state } from "./state.js";

export const keyOf = (block, element) => `${block.block_id}/${element.action_id}`;

/** Do something once, the button disabled meanwhile so that nobody clicks twice. */
export async function once(button, work) {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

function clicked(node, block, element, surface, value) {
  node.addEventListener("click", async () => {
    if (!(await confirmed(element.confirm, wordsOf(element.text)))) return;
    const url = element.url && safeUrl(element.url);
    if (url && isHere(url)) follow(url);
    else if (url) window.open(url, "_blank", "noopener,noreferrer");
    await once(node, () => surface.act(block, element, value));
  });
  return node;
}

export function button(block, element, surface) {
  const more = element.url && !(safeUrl(element.url) && isHere(element.url)) ? [h("span", { class: "leaves", "aria-hidden": "true" }, "↗")] : [];
  return clicked(h("button", {
    type: "button", class: `button ${element.style ?? ""}`, "data-key": keyOf(block, element), "data-action": element.action_id, "aria-label": element.accessibility_label,
  }, textOf(element.text), more), block, element, surface, null);
}


/** A button that is only a sign; null for people it is not meant for. */
export function iconButton(block, element, surface) {
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(state.me)) return null;
  const words = element.accessibility_label ?? wordsOf(element.text);
  return clicked(h("button", { type: "button", class: "icon-button bordered", "data-key": keyOf(block, element), "aria-label": words, title: wordsOf(element.text) },
    icon(element.icon === "trash" ? "trash" : "file")), block, element, surface, element.value ?? null);
}

/** Thumbs up and down. */
export function feedback(block, element, surface) {
  const one = (part, name) => {
    const words = part.accessibility_label ?? wordsOf(part.text);
    const node = h("button", { type: "button", class: "icon-button bordered", "data-key": `${keyOf(block, element)}/${name}`, "aria-pressed": "false", "aria-label": words, title: wordsOf(part.text) },
      icon(name));
    node.addEventListener("click", () => {
      node.parentNode.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each === node)));
      once(node, () => surface.act(block, element, part.value));
    });
    return node;
  };
  return h("span", { class: "feedback", role: "group", "aria-label": "Feedback" }, one(element.positive_button, "yes"), one(element.negative_button, "no"));
}

// "Show more": long texts begin folded, so that one message does not push all others away.

import { h, uniqueId } from "./dom.js";
import { recall, remember } from "./memory.js";

const MOST_CHARACTERS = 1800;
const MOST_LINES = 24;

/** Wrap `node`, drawn from `text`, if it is long; `key` is where it is remembered as unfolded. */
export function longer(node, text, key) {
  if (text.length <= MOST_CHARACTERS && text.split("\n").length <= MOST_LINES) return node;
  const id = uniqueId("long");
  node.id = id;
  const box = h("div", { class: "long" }, node);
  const button = h("button", { type: "button", class: "show-more", "aria-controls": id, "data-key": `${key}/more`, onclick: () => show(!recall(key, false)) });
  function show(open) {
    remember(key, open);
    box.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Show less" : "Show more";
  }
  box.append(button);
  show(recall(key, false));
  return box;
}

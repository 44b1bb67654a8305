// Interactive elements. `surface` says where they stand and what acting does:
// {key, channel, act(block, element, value), enter(block, element, value), suggest(element, text),
//  upload(files), valueOf(block, element), errorOf(blockId)}

import { button, feedback, iconButton, keyOf, once } from "./buttons.js";
import { confirmed } from "./dialogs.js";
import { h, safeUrl } from "./dom.js";
import { choices, files, typed } from "./fields.js";
import { menu } from "./menu.js";
import { wordsOf } from "./mrkdwn.js";
import { select } from "./selects.js";

function overflow(block, element, surface) {
  const pick = (option) => async (toggle) => {
    const url = option.url && safeUrl(option.url);
    if (url) window.open(url, "_blank", "noopener,noreferrer");
    if (await confirmed(element.confirm, wordsOf(option.text))) await once(toggle, () => surface.act(block, element, option.value));
  };
  return menu({
    sign: "•••", name: "More actions", key: keyOf(block, element),
    entries: element.options.map((option) => ({ label: wordsOf(option.text), description: option.description && wordsOf(option.description), pick: pick(option) })),
  });
}

const ELEMENTS = {
  button, workflow_button: button, icon_button: iconButton, feedback_buttons: feedback, overflow,
  radio_buttons: choices, checkboxes: choices, file_input: files,
};

/** Ask first where an element that is no button has a `confirm`. */
function asking(surface, element) {
  if (!element.confirm || element.type.includes("button") || element.type === "overflow") return surface;
  return { ...surface, enter: async (block, each, value) => { if (await confirmed(element.confirm, "Are you sure?")) await surface.enter(block, each, value); } };
}

/** Make an element; `name` is its accessible name where it has no words of its own. */
export function renderElement(block, element, surface, name) {
  const called = name ?? (element.placeholder ? wordsOf(element.placeholder) : null) ?? (block.text ? wordsOf(block.text).split("\n")[0] : null) ?? element.action_id;
  const make = ELEMENTS[element.type] ?? (element.type.endsWith("_select") ? select : typed);
  const node = make(block, element, asking(surface, element), called);
  if (node && element.focus_on_load) (node.matches("input, textarea, button") ? node : node.querySelector("input, textarea, button"))?.setAttribute("data-focus", "");
  return node ?? h("span", { hidden: true });
}

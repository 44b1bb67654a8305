// The input block: a label, a field, a hint, and what is wrong with it beside it.

import { h, uniqueId } from "./dom.js";
import { renderElement } from "./elements.js";
import { textOf, wordsOf } from "./mrkdwn.js";

export function input(block, surface) {
  const hintId = uniqueId("hint");
  const errorId = uniqueId("error");
  const error = surface.errorOf?.(block.block_id);
  const control = renderElement(block, block.element, surface, wordsOf(block.label));
  const field = control.matches("input, textarea, [role]") ? control : control.querySelector("input, textarea, [role]");
  const described = [block.hint ? hintId : null, error ? errorId : null].filter(Boolean).join(" ");
  if (described) field.setAttribute("aria-describedby", described);
  if (error) field.setAttribute("aria-invalid", "true");
  if (!block.optional && field.getAttribute("role") !== "group") field.setAttribute("aria-required", "true");
  return h("div", { class: `input ${error ? "with-error" : ""}`, "data-block": block.block_id },
    h("div", { class: "label", "aria-hidden": "true" }, textOf(block.label), block.optional ? h("span", { class: "optional" }, " (optional)") : null),
    control,
    block.hint ? h("p", { class: "hint", id: hintId }, textOf(block.hint)) : null,
    error ? h("p", { class: "error", id: errorId, role: "alert" }, `Error: ${error}`) : null);
}

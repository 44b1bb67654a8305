// What one types or picks: text, numbers, addresses, dates and times, check boxes, files.

import { keyOf } from "./buttons.js";
import { h, uniqueId } from "./dom.js";
import { size } from "./media.js";
import { textOf, wordsOf } from "./mrkdwn.js";
import { richWords } from "./rich_text.js";
import { myZone } from "./state.js";
import { fromLocal, toLocal } from "./zoned.js";

const TYPING_MS = 400;
const NATIVE = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local", number_input: "number", email_text_input: "email", url_text_input: "url" };

/** Radio buttons or checkboxes. */
export function choices(block, element, surface, name) {
  const several = element.type === "checkboxes";
  const group = uniqueId("choices");
  const held = surface.valueOf(block, element);
  const chosen = several ? (held?.selected_options ?? []).map((option) => option.value) : [held?.selected_option?.value];
  const box = h("div", { class: "choices", role: several ? "group" : "radiogroup", "aria-label": name },
    element.options.map((option) => h("label", { class: "choice" },
      h("input", { type: several ? "checkbox" : "radio", name: group, value: option.value, checked: chosen.includes(option.value), "data-key": `${keyOf(block, element)}/${option.value}` }),
      h("span", {}, textOf(option.text), option.description ? h("small", {}, textOf(option.description)) : null))));
  box.addEventListener("change", () => {
    const values = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    surface.enter(block, element, several ? values : values[0] ?? null);
  });
  return box;
}

function shownValue(element, held) {
  const value = held ? Object.entries(held).find(([key]) => key !== "type")?.[1] : null;
  if (value === null || value === undefined) return "";
  if (element.type === "datetimepicker") return toLocal(value, myZone());
  return typeof value === "object" ? richWords(value.elements ?? []) : String(value);
}

/** The fields one types into, and the browser's own pickers of dates and times. */
export function typed(block, element, surface, name) {
  const isRich = element.type === "rich_text_input";
  const multiline = element.multiline || isRich;
  const value = shownValue(element, surface.valueOf(block, element));
  const field = h(multiline ? "textarea" : "input", {
    class: "field", type: multiline ? null : NATIVE[element.type] ?? "text", "aria-label": name, "data-key": keyOf(block, element),
    placeholder: element.placeholder && wordsOf(element.placeholder), rows: multiline ? "4" : null, maxlength: element.max_length,
    step: element.type === "number_input" && element.is_decimal_allowed ? "any" : null, min: element.min_value, max: element.max_value, autocomplete: "off",
  });
  field.value = value;
  field.defaultValue = value;
  const entered = () => (element.type === "datetimepicker" && field.value ? fromLocal(field.value, myZone()) : field.value);
  field.addEventListener("change", () => surface.enter(block, element, entered()));
  if (block.dispatch_action && !NATIVE[element.type]?.includes("date") && element.type !== "timepicker") dispatching(field, block, element, surface);
  const zone = element.timezone ?? (element.type === "datetimepicker" ? myZone() : null);
  return zone ? h("span", { class: "with-zone" }, field, h("small", {}, zone)) : field;
}

/** Tell the app while one types, or when one presses Enter, as the element asks. */
function dispatching(field, block, element, surface) {
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = null;
  if (when.includes("on_character_entered")) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => surface.act(block, element, field.value), TYPING_MS);
    });
  }
  if (!when.includes("on_enter_pressed")) return;
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    surface.act(block, element, field.value);
  });
}

/** Files to hand in, with what is chosen named below. */
export function files(block, element, surface, name) {
  const named = (each) => h("li", {}, `${each.name} · ${size(each.size)}`);
  const list = h("ul", { class: "chosen-files" }, (surface.valueOf(block, element)?.files ?? []).map(named));
  const field = h("input", {
    type: "file", class: "file-field", multiple: (element.max_files ?? 10) > 1, "aria-label": name, "data-key": keyOf(block, element),
    accept: element.filetypes?.map((each) => `.${each}`).join(","),
    onchange: async () => {
      const chosen = [...field.files].slice(0, element.max_files ?? 10);
      list.replaceChildren(...chosen.map(named));
      surface.enter(block, element, await surface.upload(chosen));
    },
  });
  return h("div", {}, field, list);
}

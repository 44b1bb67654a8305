// Interactive elements. `surface` says where they stand and what acting does:
// {act(block, element, value), enter(block, element, value), suggest(element, text), valueOf(block, element)}

import { combobox } from "./choose.js";
import { confirmed } from "./dialogs.js";
import { h, safeUrl, uniqueId } from "./dom.js";
import { textOf } from "./mrkdwn.js";
import { people, state } from "./state.js";

const OWN_OPTIONS = {
  users: () => people().map((user) => ({ text: `@${user.name}`, description: user.real_name, value: user.id })),
  channels: () => [...state.channels.values()].filter((channel) => !channel.is_im).map((channel) => ({ text: `#${channel.name}`, value: channel.id })),
};
OWN_OPTIONS.conversations = OWN_OPTIONS.channels;

const asChoice = (option) => ({ text: option.text.text, description: option.description?.text, value: option.value, option });
const matches = (text) => (option) => `${option.text} ${option.description ?? ""}`.toLowerCase().includes(text.toLowerCase());

/** Do something once, the button disabled meanwhile so that nobody clicks twice. */
async function once(button, work) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}

function button(block, element, surface) {
  const node = h("button", {
    type: "button", class: `button ${element.style ?? ""}`, "data-action": element.action_id, "aria-label": element.accessibility_label,
  }, textOf(element.text));
  node.addEventListener("click", async () => {
    if (!(await confirmed(element.confirm, element.text.text))) return;
    const url = element.url && safeUrl(element.url);
    if (url) window.open(url, "_blank", "noopener,noreferrer");
    await once(node, () => surface.act(block, element, null));
  });
  return node;
}

function overflow(block, element, surface) {
  const menuId = uniqueId("menu");
  const close = (focus) => {
    menu.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    if (focus) toggle.focus();
  };
  const pick = async (option) => {
    close(true);
    if (await confirmed(element.confirm, option.text.text)) await once(toggle, () => surface.act(block, element, option.value));
  };
  const menu = h("div", { id: menuId, class: "menu", role: "menu", "aria-label": "More actions", hidden: true },
    element.options.map((option) => h("button", { type: "button", role: "menuitem", class: "menu-item", onclick: () => pick(option) }, option.text.text)));
  const toggle = h("button", {
    type: "button", class: "button overflow", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-controls": menuId, "data-action": element.action_id,
  }, "•••");
  toggle.addEventListener("click", () => {
    menu.hidden = !menu.hidden;
    toggle.setAttribute("aria-expanded", String(!menu.hidden));
    if (!menu.hidden) menu.querySelector("button").focus();
  });
  menu.addEventListener("keydown", (event) => {
    const entries = [...menu.children];
    const at = entries.indexOf(document.activeElement);
    if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
    else if (event.key === "ArrowUp") entries[(at + entries.length - 1) % entries.length].focus();
    else if (event.key === "Escape") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const box = h("div", { class: "overflow-box" }, toggle, menu);
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) close(false); });
  return box;
}

function select(block, element, surface, name) {
  const several = element.type.startsWith("multi_");
  const source = element.type.replace("multi_", "").replace("_select", "");
  const own = OWN_OPTIONS[source];
  const value = surface.valueOf(block, element);
  const held = value ? Object.entries(value).find(([key]) => key.startsWith("selected_"))?.[1] : null;
  const chosen = [held ?? []].flat().map((each) => (own ? own().find((option) => option.value === each) : asChoice(each))).filter(Boolean);
  const search = async (text) => {
    if (own) return [{ options: own().filter(matches(text)) }];
    if (source === "external") {
      const answer = await surface.suggest(element, text);
      const groups = answer.option_groups?.length ? answer.option_groups : [{ options: answer.options ?? [] }];
      return groups.map((group) => ({ label: group.label?.text, options: group.options.map(asChoice) }));
    }
    const groups = element.option_groups ?? [{ options: element.options }];
    return groups.map((group) => ({ label: group.label?.text, options: group.options.map(asChoice).filter(matches(text)) })).filter((group) => group.options.length);
  };
  return combobox({
    name, several, chosen, search, placeholder: element.placeholder?.text ?? "Choose…",
    changed: (picked) => {
      const values = picked.map((option) => option.value);
      surface.enter(block, element, several ? values : values[0]);
    },
  });
}

/** Radio buttons or checkboxes. */
function choices(block, element, surface, name) {
  const several = element.type === "checkboxes";
  const group = uniqueId("choices");
  const held = surface.valueOf(block, element);
  const chosen = several ? (held?.selected_options ?? []).map((option) => option.value) : [held?.selected_option?.value];
  const box = h("div", { class: "choices", role: several ? "group" : "radiogroup", "aria-label": name },
    element.options.map((option) => h("label", { class: "choice" },
      h("input", { type: several ? "checkbox" : "radio", name: group, value: option.value, checked: chosen.includes(option.value) }),
      h("span", {}, textOf(option.text), option.description ? h("small", {}, textOf(option.description)) : null))));
  box.addEventListener("change", () => {
    const values = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    surface.enter(block, element, several ? values : values[0]);
  });
  return box;
}

const NATIVE = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local", number_input: "number", email_text_input: "email", url_text_input: "url" };

function typed(block, element, surface, name) {
  const held = surface.valueOf(block, element);
  const value = held ? Object.entries(held).find(([key]) => key !== "type")?.[1] : null;
  const shown = element.type === "datetimepicker" && value ? new Date(value * 1000).toISOString().slice(0, 16) : value;
  const field = h(element.multiline ? "textarea" : "input", {
    class: "field", type: element.multiline ? null : NATIVE[element.type] ?? "text", "aria-label": name, placeholder: element.placeholder?.text,
    rows: element.multiline ? "4" : null, maxlength: element.max_length, step: element.is_decimal_allowed ? "any" : null,
    min: element.min_value, max: element.max_value, value: shown ?? "",
  });
  const entered = () => (element.type === "datetimepicker" && field.value ? Date.parse(`${field.value}Z`) / 1000 : field.value);
  field.addEventListener("change", () => surface.enter(block, element, entered()));
  return field;
}

/** Make an element; `name` is its accessible name where it has no words of its own. */
export function renderElement(block, element, surface, name) {
  const called = name ?? element.placeholder?.text ?? block.text?.text ?? element.action_id;
  if (element.type === "button" || element.type === "workflow_button") return button(block, element, surface);
  if (element.type === "overflow") return overflow(block, element, surface);
  if (element.type === "radio_buttons" || element.type === "checkboxes") return choices(block, element, surface, called);
  if (element.type.endsWith("_select")) return select(block, element, surface, called);
  return typed(block, element, surface, called);
}

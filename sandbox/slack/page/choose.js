// A select with type-ahead, for every kind of source: fixed options, people, channels, the app.

import { h, uniqueId } from "./dom.js";

const WAIT_MS = 200;

/**
 * Make a combobox.
 *
 * `search(text)` resolves to groups `[{label, options: [{text, description, value}]}]`;
 * `changed(options)` is called with what is chosen; `several` allows more than one.
 */
export function combobox({ name, placeholder, chosen, several, search, changed }) {
  const listId = uniqueId("options");
  let picked = [...chosen];
  let active = -1;
  let timer = null;
  let asked = 0;
  const list = h("ul", { id: listId, class: "options", role: "listbox", "aria-label": name, hidden: true });
  const input = h("input", {
    class: "field", type: "text", role: "combobox", autocomplete: "off", placeholder, "aria-label": name,
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
  });
  const box = h("div", { class: "combobox" }, input, list);
  const label = () => picked.map((option) => option.text).join(", ");
  const entries = () => [...list.querySelectorAll('[role="option"]')];

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) highlight(-1);
  }
  function highlight(position) {
    active = position;
    entries().forEach((entry, index) => entry.classList.toggle("active", index === position));
    const current = entries()[position];
    if (current) {
      input.setAttribute("aria-activedescendant", current.id);
      current.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function take(option) {
    const present = picked.some((each) => each.value === option.value);
    if (several) picked = present ? picked.filter((each) => each.value !== option.value) : [...picked, option];
    else picked = [option];
    input.value = label();
    open(false);
    changed(picked);
  }
  async function show(text) {
    const mine = (asked += 1);
    const groups = await search(text);
    if (mine !== asked || document.activeElement !== input) return;
    list.replaceChildren();
    for (const group of groups) {
      if (group.label) list.append(h("li", { class: "options-group", role: "presentation" }, group.label));
      for (const option of group.options) {
        list.append(h("li", {
          id: uniqueId("option"), role: "option", "aria-selected": String(picked.some((each) => each.value === option.value)),
          onmousedown: (event) => { event.preventDefault(); take(option); },
        }, option.text, option.description ? h("small", {}, option.description) : null));
      }
    }
    if (!entries().length) list.append(h("li", { class: "options-none", role: "presentation" }, "Nothing matches"));
    open(true);
  }
  input.value = label();
  input.addEventListener("focus", () => { input.select(); show(""); });
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => show(input.value), WAIT_MS); });
  input.addEventListener("blur", () => { open(false); input.value = label(); });
  input.addEventListener("keydown", (event) => {
    const count = entries().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show("");
      else if (count) highlight((active + (event.key === "ArrowDown" ? 1 : count - 1) + (active < 0 && event.key === "ArrowUp" ? 1 : 0)) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const entry = entries()[active] ?? (count === 1 && !list.hidden ? entries()[0] : null);
      entry?.dispatchEvent(new MouseEvent("mousedown", { cancelable: true }));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      open(false);
    }
  });
  return box;
}

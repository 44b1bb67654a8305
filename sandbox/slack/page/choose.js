// A select with type-ahead, for every kind of source: fixed options, people, channels, the app.

import { h, uniqueId } from "./dom.js";

const WAIT_MS = 200;

/**
 * Make a combobox.
 *
 * `search(text)` resolves to groups `[{label, options: [{text, description, value}]}]`, or throws
 * what to say instead; `changed(options)` is called with what is chosen; `several` allows as many
 * as `most`; `optional` allows none; `least` characters are needed before `search` is asked.
 */
export function combobox({ name, key, placeholder, chosen, several, most = Infinity, optional, least = 0, wait = WAIT_MS, search, changed }) {
  const listId = uniqueId("options");
  let picked = [...chosen];
  let active = -1;
  let timer = null;
  let asked = 0;
  let answered = 0; // the question whose options are on the screen
  const list = h("ul", { id: listId, class: "options", role: "listbox", "aria-label": name, hidden: true, "aria-multiselectable": several ? "true" : null });
  const input = h("input", {
    class: "field", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder, "aria-label": name, "data-key": key,
    "aria-expanded": "false", "aria-haspopup": "listbox", "aria-controls": listId, "aria-autocomplete": "list",
  });
  const chips = h("span", { class: "chips" });
  const clear = h("button", { type: "button", class: "clear", "aria-label": `Clear ${name}`, onclick: () => { picked = []; settle(); input.focus(); } }, h("span", { "aria-hidden": "true" }, "✕"));
  const box = h("div", { class: `combobox ${several ? "several" : ""}` }, several ? chips : null, input, optional && !several ? clear : null, list);
  const entries = () => [...list.querySelectorAll('[role="option"]')];

  function draw() {
    input.value = several ? "" : picked.map((option) => option.text).join(", ");
    input.defaultValue = input.value;
    clear.hidden = !picked.length;
    chips.replaceChildren(...picked.map((option) => h("span", { class: "chip" }, option.text,
      h("button", { type: "button", "aria-label": `Remove ${option.text}`, onclick: () => { picked = picked.filter((each) => each !== option); settle(); input.focus(); } }, h("span", { "aria-hidden": "true" }, "✕")))));
  }
  function settle() {
    draw();
    changed(picked);
  }
  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) highlight(-1);
    else list.classList.toggle("upwards", input.getBoundingClientRect().bottom + 260 > innerHeight && input.getBoundingClientRect().top > 270);
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
    if (!several) picked = [option];
    else if (present) picked = picked.filter((each) => each.value !== option.value);
    else if (picked.length < most) picked = [...picked, option];
    else return say(`At most ${most} can be chosen`);
    settle();
    open(false);
  }
  function say(words) {
    list.replaceChildren(h("li", { class: "options-none", role: "presentation" }, words));
    open(true);
  }
  async function show(text) {
    const mine = (asked += 1);
    if (text.length < least) return say(`Type at least ${least} characters`);
    const late = setTimeout(() => mine === asked && document.activeElement === input && say("Looking…"), wait);
    let groups;
    try {
      groups = await search(text);
    } catch (problem) {
      groups = problem;
    }
    clearTimeout(late);
    if (mine !== asked || document.activeElement !== input) return;
    answered = mine;
    if (groups instanceof Error) return say(groups.message);
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
    if (!entries().length) return say("Nothing matches");
    open(true);
    if (text) highlight(0);
  }
  draw();
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => { if (list.hidden) show(""); });
  input.addEventListener("input", () => {
    asked += 1; // what is shown is not what was typed any more
    clearTimeout(timer);
    if (wait) timer = setTimeout(() => show(input.value), wait);
    else show(input.value);
  });
  input.addEventListener("blur", () => { asked += 1; open(false); draw(); });
  input.addEventListener("keydown", (event) => {
    const count = entries().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show("");
      else if (count) highlight((active + (event.key === "ArrowDown" ? 1 : count - 1) + (active < 0 && event.key === "ArrowUp" ? 1 : 0)) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (list.hidden) return show("");
      if (asked !== answered) return;
      const entry = entries()[active] ?? (count === 1 && !list.hidden ? entries()[0] : null);
      entry?.dispatchEvent(new MouseEvent("mousedown", { cancelable: true }));
    } else if (event.key === "Backspace" && several && !input.value && picked.length) {
      picked = picked.slice(0, -1);
      settle();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      open(false);
    }
  });
  return box;
}

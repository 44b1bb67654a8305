// Menus that open from a button: arrow keys inside, Escape and leaving close them.

import { h, uniqueId } from "./dom.js";

/** Make a button with a menu; `entries` are `{label, description, pick}`. */
export function menu({ sign, name, key, entries, looks = "" }) {
  const id = uniqueId("menu");
  const close = (focus) => {
    list.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    if (focus) toggle.focus();
  };
  const open = () => {
    list.hidden = false;
    toggle.setAttribute("aria-expanded", "true");
    list.classList.toggle("leftwards", list.getBoundingClientRect().right > innerWidth - 8);
    list.firstChild.focus();
  };
  const list = h("div", { id, class: "menu", role: "menu", "aria-label": name, hidden: true }, entries.map((entry) => h("button", {
    type: "button", role: "menuitem", class: "menu-item", tabindex: "-1", onclick: () => { close(true); entry.pick(toggle); },
  }, entry.label, entry.description ? h("small", {}, entry.description) : null)));
  const toggle = h("button", {
    type: "button", class: `button overflow ${looks}`, "aria-label": name, title: name, "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id, "data-key": key,
    onclick: () => (list.hidden ? open() : close(true)),
  }, h("span", { "aria-hidden": "true" }, sign));
  const box = h("div", { class: "overflow-box" }, toggle, list);
  toggle.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    open();
  });
  list.addEventListener("keydown", (event) => {
    const items = [...list.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at + items.length - 1) % items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[to].focus();
    else if (event.key === "Escape") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) close(false); });
  return box;
}

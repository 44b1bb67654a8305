// Modals and the Home tab.

import * as api from "./api.js";
import { renderBlocks } from "./blocks.js";
import { h, toast, uniqueId } from "./dom.js";
import { state } from "./state.js";

let open = null; // the dialog on screen: {view, dialog, entered, version}

/** What acting in a view does; `entered` holds what is filled in but not yet sent, by block id. */
function surfaceOf(view, entered) {
  const where = { user: state.me, view_id: view.id };
  const act = async (block, element, value) => {
    const seen = await api.post("select", { ...where, block_id: block.block_id, action_id: element.action_id, value });
    if (seen.error || (seen.delivered && !seen.ok)) toast(seen.error ?? `The app did not answer (${seen.status}).`);
  };
  return {
    act,
    enter: (block, element, value) => {
      if (block.type === "input") entered.set(block.block_id, value ?? null);
      if (block.type !== "input" || block.dispatch_action) return act(block, element, value);
      return api.post("select", { ...where, block_id: block.block_id, action_id: element.action_id, value: value ?? null });
    },
    suggest: (element, text) => api.post("suggest", { ...where, action_id: element.action_id, value: text }),
    valueOf: (block, element) => view.state.values[block.block_id]?.[element.action_id],
    errorOf: (blockId) => view.errors?.[blockId],
  };
}

function dialogFor(view) {
  const entered = new Map();
  const titleId = uniqueId("modal");
  const formId = uniqueId("form");
  const close = (everything) => api.post("close", { user: state.me, view_id: view.id, everything });
  const submit = async (event) => {
    event.preventDefault();
    // A field still being typed in has not told its change yet.
    if (dialog.contains(document.activeElement)) document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
    const button = dialog.querySelector("[type=submit]");
    if (button) button.disabled = true;
    const seen = await api.post("submit", { user: state.me, view_id: view.id, values: Object.fromEntries(entered) });
    if (button) button.disabled = false;
    if (seen.shown || seen.error) toast(seen.shown ?? seen.error);
  };
  const form = h("form", { id: formId, class: "dialog-body", novalidate: true, onsubmit: submit }, renderBlocks(view.blocks, surfaceOf(view, entered)));
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": titleId },
    h("header", { class: "dialog-head" },
      h("h2", { id: titleId }, view.title.text),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => close(true) }, "✕")),
    form,
    h("footer", { class: "dialog-buttons" },
      h("button", { type: "button", class: "button", onclick: () => close(false) }, view.close?.text ?? (view.submit ? "Cancel" : "Close")),
      view.submit ? h("button", { type: "submit", form: formId, class: "button primary" }, view.submit.text) : null));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(false);
  });
  return dialog;
}

/** Show the modal in front of this person, replace it, or take it away. */
export async function showViews() {
  const me = state.me;
  const { modals, home } = await api.get(`views/${me}`);
  if (me !== state.me) return;
  if (state.place === "home") showHome(home);
  const view = modals.at(-1);
  const version = view ? JSON.stringify([me, view.id, view.hash, view.errors]) : null;
  if (open?.version === version) return;
  const scrolled = open?.dialog.querySelector(".dialog-body")?.scrollTop ?? 0;
  const samePlace = open && view && open.view.id === view.id;
  const focused = samePlace ? document.activeElement?.closest("[data-block]")?.dataset.block : null;
  const old = open;
  open = null;
  if (view) {
    const dialog = dialogFor(view);
    document.body.append(dialog);
    dialog.showModal();
    open = { view, dialog, version };
    if (samePlace) dialog.querySelector(".dialog-body").scrollTop = scrolled;
    const wanted = Object.keys(view.errors ?? {})[0] ?? focused;
    const first = wanted ? dialog.querySelector(`[data-block="${CSS.escape(wanted)}"]`) : dialog.querySelector("form");
    first?.querySelector("input, textarea, button")?.focus();
    if (wanted) first?.scrollIntoView({ block: "nearest" });
  }
  old?.dialog.close();
  old?.dialog.remove();
}

function showHome(home) {
  const box = document.getElementById("home");
  const version = JSON.stringify([state.me, home]);
  if (box.version === version) return;
  box.version = version;
  box.replaceChildren(...(home
    ? renderBlocks(home.blocks, surfaceOf(home, new Map()))
    : [h("div", { class: "empty" }, h("p", {}, "The app has not published a Home tab for you yet."))]));
}

// Modals and the Home tab.

import * as api from "./api.js";
import { renderBlocks } from "./blocks.js";
import { replaceKeeping } from "./carry.js";
import { present } from "./dialogs.js";
import { h, iconButton, uniqueId } from "./dom.js";
import { sayTrouble } from "./notices.js";
import { appName, state } from "./state.js";
import { upload } from "./uploads.js";

let open = null; // the modal on screen: {view, version, depth, dialog, content, entered}

/** What acting in a view does; `entered` holds what is filled in but not yet sent, by block id. */
function surfaceOf(view, entered) {
  const where = { user: state.me, view_id: view.id };
  const tell = (block, element, value) => api.post("select", { ...where, block_id: block.block_id, action_id: element.action_id, value });
  const act = async (block, element, value) => sayTrouble(await tell(block, element, value));
  return {
    key: view.id,
    act,
    enter: (block, element, value) => {
      if (block.type === "input") entered.set(block.block_id, value ?? null);
      const typed = element.type.endsWith("_input");
      if (block.type !== "input" || (block.dispatch_action && !typed)) return act(block, element, value);
      return block.dispatch_action ? null : tell(block, element, value ?? null);
    },
    suggest: (element, text) => api.post("suggest", { ...where, action_id: element.action_id, value: text }),
    upload,
    valueOf: (block, element) => view.state.values[block.block_id]?.[element.action_id] ?? initial(element),
    errorOf: (blockId) => view.errors?.[blockId],
  };
}

function initial(element) {
  const entry = Object.entries(element).find(([name]) => name.startsWith("initial_"));
  return entry ? { [entry[0] === "initial_value" ? "value" : entry[0].replace("initial_", "selected_")]: entry[1] } : null;
}

const closeView = (view, everything) => api.post("close", { user: state.me, view_id: view.id, everything });

/** Send the form in; while the app thinks, nobody can send it twice. */
async function submit(view, entered, form, trouble) {
  // A field still being typed in has not told its change yet.
  if (form.contains(document.activeElement)) document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
  const button = document.querySelector(`[form="${form.id}"][type=submit]`);
  const words = button?.textContent;
  trouble.hidden = true;
  form.parentNode.setAttribute("aria-busy", "true");
  if (button) {
    button.disabled = true;
    button.textContent = "Sending…";
  }
  const seen = await api.post("submit", { user: state.me, view_id: view.id, values: Object.fromEntries(entered) });
  form.parentNode.removeAttribute("aria-busy");
  if (button) {
    button.disabled = false;
    button.textContent = words;
  }
  if (seen.shown || seen.error) {
    trouble.textContent = seen.shown ?? seen.error;
    trouble.hidden = false;
  }
}

/** Draw what is inside the dialog. */
function contentOf(view, depth, entered, titleId) {
  const form = h("form", { id: uniqueId("form"), class: "dialog-body", novalidate: true });
  const trouble = h("p", { class: "dialog-trouble", role: "alert", hidden: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(view, entered, form, trouble);
  });
  form.append(...renderBlocks(view.blocks, surfaceOf(view, entered)));
  return h("div", { class: "dialog-content" },
    h("header", { class: "dialog-head" },
      depth > 1 ? iconButton("‹", "Back", () => closeView(view, false), { "data-key": "back" }) : null,
      h("span", { class: "avatar bot small", "aria-hidden": "true" }, appName().slice(0, 1)),
      h("h2", { id: titleId }, view.title.text),
      iconButton("✕", "Close", () => closeView(view, true), { "data-key": "close" })),
    trouble, form,
    h("footer", { class: "dialog-buttons" },
      h("button", { type: "button", class: "button", "data-key": "cancel", onclick: () => closeView(view, false) }, view.close?.text ?? (view.submit ? "Cancel" : "Close")),
      view.submit ? h("button", { type: "submit", form: form.id, class: "button primary", "data-key": "submit", disabled: view.submit_disabled }, view.submit.text) : null));
}

function openModal(view, depth, version) {
  const titleId = uniqueId("modal");
  const entered = new Map();
  const content = contentOf(view, depth, entered, titleId);
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": titleId }, content);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    closeView(open.view, false);
  });
  present(dialog);
  open = { view, version, depth, dialog, content, entered, titleId };
  const first = dialog.querySelector("[data-focus]") ?? dialog.querySelector("form input, form textarea, form button") ?? dialog.querySelector("footer button:last-child");
  first?.focus();
}

/** The same modal, changed by the app or by errors: what is typed and where one is stays. */
function updateModal(view, depth, version) {
  const scrolled = open.content.querySelector(".dialog-body").scrollTop;
  const content = contentOf(view, depth, open.entered, open.titleId);
  replaceKeeping(open.content, content);
  Object.assign(open, { view, version, depth, content });
  content.querySelector(".dialog-body").scrollTop = scrolled;
  const wrong = Object.keys(view.errors ?? {})[0];
  const block = wrong && content.querySelector(`[data-block="${CSS.escape(wrong)}"]`);
  block?.querySelector("input, textarea, button")?.focus();
  block?.scrollIntoView({ block: "nearest" });
  if (!open.dialog.contains(document.activeElement)) content.querySelector("form input, form textarea, footer button:last-child")?.focus();
}

/** Show the modal in front of this person, replace it, or take it away. */
export async function showViews() {
  const { me } = state;
  const answer = await api.get(`views/${me}`);
  if (me !== state.me || !answer.ok) return;
  const { modals, home } = answer;
  showHome(home);
  const view = modals.at(-1);
  const version = view ? JSON.stringify([me, modals.length, view.id, view.hash, view.errors]) : null;
  if ((open?.version ?? null) === version) return;
  if (view && open?.view.id === view.id) return updateModal(view, modals.length, version);
  const old = open;
  open = null;
  if (view) openModal(view, modals.length, version);
  old?.dialog.close();
}

function emptyHome() {
  return h("div", { class: "empty" }, h("h3", {}, `${appName()} has no Home tab for you yet`),
    h("p", {}, "Apps publish one when it is opened, or when there is something to show. Its commands and messages work all the same."));
}

let surface = null; // of the Home tab, kept while its view is

function showHome(home) {
  const box = document.getElementById("home");
  const version = JSON.stringify([state.me, home]);
  if (box.version === version) return;
  box.version = version;
  surface = home ? surfaceOf(home, new Map()) : null;
  const scrolled = box.scrollTop;
  const fresh = h("div", { class: "home-inside" }, home ? renderBlocks(home.blocks, surface) : emptyHome());
  if (box.firstChild) replaceKeeping(box.firstChild, fresh);
  else box.append(fresh);
  box.scrollTop = scrolled;
}

// Modal dialogs: the browser's own <dialog> keeps focus inside and gives it back afterwards.

import { h, uniqueId } from "./dom.js";
import { textOf } from "./mrkdwn.js";

/** Open a dialog in front of everything; it is gone once it is closed. */
export function present(dialog, closed = () => {}) {
  const before = document.activeElement;
  const key = before?.dataset?.key;
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
    if (document.querySelector("dialog[open]")) return;
    // What was clicked may have been drawn anew meanwhile.
    const again = before?.isConnected ? before : key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    (again || document.querySelector("#composer-text"))?.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Ask before an action, as its `confirm` object says; resolve to whether to go on. */
export function confirmed(confirm, label) {
  if (!confirm) return Promise.resolve(true);
  const words = (object, otherwise) => (object ? textOf(object) : otherwise);
  const titleId = uniqueId("confirm");
  const textId = uniqueId("confirm-text");
  return new Promise((resolve) => {
    let yes = false;
    const answer = (which) => () => {
      yes = which;
      dialog.close();
    };
    const dialog = h("dialog", { class: "dialog small", role: "alertdialog", "aria-labelledby": titleId, "aria-describedby": textId },
      h("h2", { id: titleId }, words(confirm.title, label)),
      h("p", { id: textId, class: "prose" }, textOf(confirm.text)),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: answer(false) }, words(confirm.deny, "Cancel")),
        h("button", { type: "button", class: `button ${confirm.style ?? "primary"}`, onclick: answer(true) }, words(confirm.confirm, "Yes"))));
    present(dialog, () => resolve(yes));
  });
}

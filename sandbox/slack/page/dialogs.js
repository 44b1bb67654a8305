// Modal dialogs: the browser's own <dialog> keeps focus inside and gives it back afterwards.

import { h, uniqueId } from "./dom.js";
import { textOf } from "./mrkdwn.js";

/** Ask before an action, as its `confirm` object says; resolve to whether to go on. */
export function confirmed(confirm, label) {
  if (!confirm) return Promise.resolve(true);
  const words = (object, otherwise) => object?.text ?? otherwise;
  const titleId = uniqueId("confirm");
  const textId = uniqueId("confirm-text");
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      dialog.close();
      resolve(yes);
    };
    const dialog = h("dialog", { class: "dialog small", role: "alertdialog", "aria-labelledby": titleId, "aria-describedby": textId },
      h("h2", { id: titleId }, words(confirm.title, label)),
      h("p", { id: textId, class: "prose" }, textOf(confirm.text)),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: answer(false) }, words(confirm.deny, "Cancel")),
        h("button", { type: "button", class: `button ${confirm.style ?? "primary"}`, onclick: answer(true) }, words(confirm.confirm, "Yes"))));
    dialog.addEventListener("cancel", answer(false));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
}

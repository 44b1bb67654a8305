// What the page says by itself: short lines for the eye, and one quiet voice for screen readers.

import { h, iconButton } from "./dom.js";

const SHOWN_MS = 8000;

/** Show one line for a few seconds; screen readers read it. */
export function toast(words) {
  const line = h("div", { class: "toast" }, h("p", {}, words), iconButton("✕", "Dismiss", () => line.remove()));
  document.getElementById("toasts").append(line);
  setTimeout(() => line.remove(), SHOWN_MS);
}

/** Read a line to screen readers only. Used for new messages, never for edits of old ones. */
export function announce(words) {
  document.getElementById("voice").textContent = words;
}

const SAID = {
  operation_timeout: "The app did not answer within 3 seconds (operation_timeout).",
  dispatch_failed: "The app could not be reached, or answered with an error (dispatch_failed).",
};

/** Say what went wrong with something sent to the app; nothing if nothing did. */
export function sayTrouble(answer) {
  if (answer.error) toast(answer.error);
  else if (answer.delivered && !answer.ok) toast(SAID[answer.status] ?? `The app did not take it (${answer.status}).`);
}

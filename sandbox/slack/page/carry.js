// Replacing what is on the screen without taking away what somebody is doing there. What can hold
// the focus has a `data-key` that stays the same from one drawing to the next.

/** The same control in another drawing: by its key, else by the action in it, if only one has that. */
function bySameKey(node, { dataset: { key } }) {
  if (!key) return null;
  const same = node.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (same || !key.includes("/")) return same;
  // Slack names blocks anew at every update where the app did not.
  const alike = node.querySelectorAll(`[data-key$="${CSS.escape(key.slice(key.indexOf("/")))}"]`);
  return alike.length === 1 ? alike[0] : null;
}

/** Whether somebody holds a button down or has a menu open in it: not the moment to replace it. */
export const isBusy = (node) => Boolean(node.querySelector(":active, [aria-expanded='true'][aria-haspopup]"));

/** Put `fresh` where `node` is, with the focus, the selection and words not yet sent. */
export function replaceKeeping(node, fresh) {
  const held = node.contains(document.activeElement) ? document.activeElement : null;
  const range = held && "selectionStart" in held ? [held.selectionStart, held.selectionEnd] : null;
  const typed = [...node.querySelectorAll("input[data-key], textarea[data-key]")].filter((field) => field.value !== field.defaultValue && field.type !== "checkbox" && field.type !== "radio");
  node.replaceWith(fresh);
  for (const field of typed) {
    const again = bySameKey(fresh, field);
    if (again && again.type !== "file") again.value = field.value;
  }
  const again = held && (held === node ? fresh : bySameKey(fresh, held));
  again?.focus({ preventScroll: true });
  if (again && range && range[0] !== null) again.setSelectionRange(...range);
}

// The box one types into: a command, a mention or a message; Enter sends, arrow up brings back.

import * as api from "./api.js";
import { h, toast } from "./dom.js";
import { state } from "./state.js";

const typed = new Map(); // person -> what they typed before, newest last

/** Fill a form with a composer; `where()` gives `{channel, thread_ts, label}`. */
export function composer(form, where, id) {
  let back = 0;
  const field = h("textarea", { id, class: "composer-text", rows: "1", autocomplete: "off", spellcheck: "false" });
  const send = h("button", { type: "submit", class: "button primary send" }, "Send");
  form.replaceChildren(field, send);
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
  };
  const label = () => {
    field.placeholder = where().label;
    field.setAttribute("aria-label", where().label);
  };
  const history = () => typed.get(state.me) ?? [];
  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    const { channel, thread_ts } = where();
    typed.set(state.me, [...history().filter((each) => each !== text), text]);
    back = 0;
    field.value = "";
    grow();
    form.classList.add("sending");
    const name = text.startsWith("/") ? "command" : "message";
    const answer = await api.post(name, { user: state.me, channel, text, thread_ts: thread_ts ?? "" });
    form.classList.remove("sending");
    if (answer.error) toast(answer.error);
    else if (name === "message" && answer.delivered && !answer.ok) toast(`The app did not answer (${answer.status}); Slack tries again.`);
  }
  field.addEventListener("input", grow);
  field.addEventListener("focus", label);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && (field.value === "" || back > 0) && history().length > back) {
      event.preventDefault();
      back += 1;
      field.value = history().at(-back);
    } else if (event.key === "ArrowDown" && back > 0) {
      event.preventDefault();
      back -= 1;
      field.value = back ? history().at(-back) : "";
    }
  });
  form.onsubmit = (event) => {
    event.preventDefault();
    submit();
    field.focus();
  };
  label();
  return { focus: () => field.focus(), label };
}

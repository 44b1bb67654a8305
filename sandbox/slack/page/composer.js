// The box one types into: a command, a mention or a message; Enter sends, arrow up brings back.

import * as api from "./api.js";
import { completion } from "./complete.js";
import { h } from "./dom.js";
import { draftOf, keepDraft } from "./kept.js";
import { avatar } from "./message.js";
import { sayTrouble, toast } from "./notices.js";
import { state } from "./state.js";

const HIGHEST = 220;
const typed = new Map(); // person -> what they typed before, newest last

/** Where it goes, at the moment it goes. */
async function send(where, text) {
  const { channel, thread_ts } = await where();
  if (!channel) return { error: "There is nobody to send this to." };
  const name = text.startsWith("/") ? "command" : "message";
  const answer = await api.post(name, { user: state.me, channel, text, thread_ts: thread_ts ?? "" });
  if (name === "command" && thread_ts && answer.shown) toast(answer.shown);
  else if (name === "message" || answer.error) sayTrouble(answer);
  return answer;
}

/** Fill a form with a composer. `where()` gives `{channel, thread_ts}`, `label()` its name. */
export function composer(form, { where, label, place, id, sent = () => {} }) {
  let back = 0;
  const field = h("textarea", { id, class: "composer-text", rows: "1", autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false", enterkeyhint: "send" });
  const button = h("button", { type: "submit", class: "button primary send" }, "Send");
  const help = completion(field, avatar);
  form.replaceChildren(...help.nodes, field, button);
  const history = () => typed.get(state.me) ?? [];
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, HIGHEST)}px`;
    button.disabled = !field.value.trim();
  };
  const write = (text) => {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    grow();
    help.refresh();
  };
  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    typed.set(state.me, [...history().filter((each) => each !== text), text]);
    back = 0;
    help.close();
    write("");
    keepDraft(state.me, ...place(), "");
    form.classList.add("sending");
    const answer = await send(where, text);
    form.classList.remove("sending");
    if (answer.away && !field.value) write(text); // nothing was sent: do not lose it
    sent();
  }
  field.addEventListener("input", () => {
    grow();
    keepDraft(state.me, ...place(), field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (help.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && (field.value === "" || back > 0) && history().length > back) {
      event.preventDefault();
      back += 1;
      write(history().at(-back));
    } else if (event.key === "ArrowDown" && back > 0) {
      event.preventDefault();
      back -= 1;
      write(back ? history().at(-back) : "");
    }
  });
  form.onsubmit = (event) => {
    event.preventDefault();
    submit();
    field.focus();
  };
  /** Take the name and the draft of where one is now. */
  const settle = () => {
    back = 0;
    field.placeholder = label();
    field.setAttribute("aria-label", label());
    write(draftOf(state.me, ...place()));
  };
  settle();
  return { focus: () => field.focus(), settle };
}

// The thread beside the channel.

import { composer } from "./composer.js";
import { parentOf, repliesOf, whispersTo } from "./conversations.js";
import { h, iconButton } from "./dom.js";
import { isDismissed } from "./kept.js";
import { Pane } from "./pane.js";
import { appName, channelName, state } from "./state.js";

let pane = null;

/** Open the pane for `state.thread`; `close` takes it away again. */
export function openThread(close) {
  const box = document.getElementById("thread");
  const form = h("form", { class: "composer", "aria-label": "Reply" });
  const list = h("div", { class: "messages", role: "log", "aria-live": "off", "aria-label": "Replies", tabindex: "0" });
  box.replaceChildren(
    h("header", {}, h("h2", {}, "Thread"), h("span", { class: "soft" }, channelName(state.channels.get(state.place))), iconButton("✕", "Close thread", close)),
    h("div", { class: "stream" }, list), form);
  box.hidden = false;
  pane = new Pane(list, { empty: () => h("div", { class: "empty" }, h("p", {}, "This message is not there any more.")) });
  const reply = composer(form, {
    where: async () => ({ channel: state.place, thread_ts: state.thread }), place: () => [state.place, state.thread], sent: () => pane.toEnd(),
    label: () => `Reply, or @${state.users.get(state.bot)?.name ?? appName()} to ask the app here`, id: "thread-text",
  });
  showThread();
  return reply;
}

export function closeThread() {
  pane = null;
  const box = document.getElementById("thread");
  box.hidden = true;
  box.replaceChildren();
}

export function showThread() {
  if (!pane) return;
  const parent = parentOf(state.place, state.thread);
  const whispers = whispersTo(state.me, state.place).filter((each) => each.thread_ts === state.thread && !isDismissed(state.me, each.ts));
  const said = parent ? [...repliesOf(parent), ...whispers].sort((a, b) => (a.ts < b.ts ? -1 : 1)) : [];
  pane.show(parent ? [parent, ...said] : []);
}

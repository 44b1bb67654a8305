// Where one is: a channel, the app's messages, or its Home tab.

import * as api from "./api.js";
import { composer } from "./composer.js";
import { hasOlder, loadOlder, rootsOf, whispersTo } from "./conversations.js";
import { h } from "./dom.js";
import { isDismissed, readUpTo } from "./kept.js";
import { Pane } from "./pane.js";
import { appName, channelName, isApp, myDirect, nameOf, state } from "./state.js";
import { markRead, mentionsOf, unreadFor } from "./unread.js";

const byId = (id) => document.getElementById(id);
const isWatched = () => document.visibilityState === "visible";

let pane;
let box;
let ways; // {go, openThread, read}: what main does

/** Channel and whispers together, as this person sees them. */
function visible() {
  const whispers = whispersTo(state.me, state.place).filter((each) => !each.thread_ts && !isDismissed(state.me, each.ts));
  const roots = rootsOf(state.place);
  const first = hasOlder(state.place) ? roots[0]?.ts ?? "" : "";
  return [...roots, ...whispers.filter((each) => each.ts > first)].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

function emptyNote() {
  const command = state.commands[0]?.name;
  const words = isApp(state.place)
    ? [h("h3", {}, `This is where ${appName()} writes to you alone`), h("p", {}, "Nobody else sees it. It answers commands here, too.")]
    : [h("h3", {}, `Nothing has been said in ${channelName(state.channels.get(state.place))} yet`)];
  return h("div", { class: "empty" }, words, h("p", {}, "Type ", command ? [h("kbd", {}, `${command} help`), " below to begin, or "] : null, h("kbd", {}, `@${state.users.get(state.bot)?.name}`), " to mention the app."));
}

async function older() {
  const more = await loadOlder(state.place);
  if (more) pane.show(visible());
  return more;
}

/** Whoever is at the end and looks has read it all. */
function moved() {
  const unread = unreadFor(state.me, state.place).length;
  if (pane.atEnd && isWatched() && unread) {
    markRead(state.place);
    ways.read();
  }
  const button = byId("latest");
  button.hidden = pane.atEnd;
  button.replaceChildren(h("span", { "aria-hidden": "true" }, "↓ "), unread ? `${unread} new ${unread === 1 ? "message" : "messages"}` : "Jump to latest");
}

/** The app's direct messages begin when somebody first writes there. */
async function channelHere() {
  if (state.place !== "direct") return { channel: state.place };
  const { channel } = await api.post(`direct/${state.me}`, {});
  return { channel, thread_ts: null };
}

export function buildPlace(with_) {
  ways = with_;
  pane = new Pane(byId("messages"), { openThread: ways.openThread, older, empty: emptyNote, moved });
  box = composer(byId("composer"), {
    where: channelHere, place: () => [state.place, null], id: "composer-text", sent: () => pane.toEnd(),
    label: () => (isApp(state.place) ? `Message ${appName()}` : `Message ${channelName(state.channels.get(state.place)).replace("# ", "#")}`),
  });
  byId("latest").addEventListener("click", () => { pane.toEnd(); byId("messages").focus({ preventScroll: true }); });
  document.addEventListener("visibilitychange", () => { if (isWatched()) showMessages(); });
}

function showTabs() {
  const tabs = byId("tabs");
  tabs.hidden = !isApp(state.place) || !state.hasHome;
  const tab = (place, words, here) => h("button", { type: "button", class: "tab", "data-key": `tab-${words}`, "aria-current": here ? "page" : null, onclick: () => ways.go(place) }, words);
  const key = document.activeElement?.dataset?.key;
  tabs.replaceChildren(tab("home", "Home", state.place === "home"), tab(myDirect()?.id ?? "direct", "Messages", state.place !== "home"));
  if (key?.startsWith("tab-")) tabs.querySelector(`[data-key="${key}"]`)?.focus();
}

/** Show the head of the place and what belongs to it. */
export function showHead() {
  const home = state.place === "home";
  const channel = state.channels.get(state.place);
  const app = isApp(state.place);
  byId("place-name").textContent = app ? appName() : channelName(channel);
  byId("place-topic").textContent = app ? "" : channel?.topic?.value ?? "";
  byId("stream").hidden = home;
  byId("composer").hidden = home || Boolean(channel?.is_archived);
  byId("home").hidden = !home;
  showTabs();
  const wanted = mentionsOf(state.me);
  document.title = `${wanted ? `(${wanted}) ` : ""}${byId("place-name").textContent} · ${nameOf(state.me)} · Slack sandbox`;
}

/** Come to a place: its newest messages, with a line before what is new since one was here. */
export function enter() {
  showHead();
  box.settle();
  pane.reset();
  pane.newFrom = readUpTo(state.me, state.place) ? unreadFor(state.me, state.place)[0]?.ts ?? null : null;
  showMessages();
}

export function showMessages() {
  if (state.place === "home") return;
  if (!pane.newFrom && (!isWatched() || !pane.atEnd)) pane.newFrom = unreadFor(state.me, state.place)[0]?.ts ?? null;
  pane.show(visible());
}

/** Go to a message, fetching what lies between. */
export async function pointAt(ts) {
  while (!pane.point(ts)) if (!(await older())) return;
}

export const focusComposer = () => box.focus();

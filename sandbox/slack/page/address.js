// Where one is, as the page's address: `/client/<place>[/thread/<ts>]?as=<name>`. Loading it again,
// or going back, leads to the same place. `/archives/<channel>/p<ts>` is Slack's link to a message.

import { people, state } from "./state.js";

const ARCHIVES = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/;
const CLIENT = /^\/client\/(\w+)(?:\/thread\/([\d.]+))?$/;

/** What the address names: `{me, place, thread, message}`, each null where it names none. */
export function read() {
  const asked = new URLSearchParams(location.search);
  const person = people().find((user) => user.name === asked.get("as")) ?? people().find((user) => user.id === sessionStorage.getItem("me"));
  const [, channel, seconds, micros] = ARCHIVES.exec(location.pathname) ?? [];
  const [, place, thread] = CLIENT.exec(location.pathname) ?? [];
  return {
    me: person?.id ?? null,
    place: channel ?? place ?? null,
    thread: thread ?? asked.get("thread_ts"),
    message: channel ? `${seconds}.${micros}` : null,
  };
}

/** Let the address say where one is now; a new entry in the history unless it is the same place. */
export function write() {
  sessionStorage.setItem("me", state.me);
  const thread = state.thread ? `/thread/${state.thread}` : "";
  const path = `/client/${state.place}${thread}?as=${encodeURIComponent(state.users.get(state.me).name)}`;
  if (path === location.pathname + location.search) return;
  const isFirst = !location.pathname.startsWith("/client/");
  history[isFirst ? "replaceState" : "pushState"](null, "", path);
}

/** Whether an address is a message of this workspace, which the page shows itself. */
export function isHere(url) {
  const { origin, pathname } = new URL(url, location.origin);
  return origin === location.origin && ARCHIVES.test(pathname);
}

/** Go to a message of this workspace, as whoever one is. */
export function follow(url) {
  const { pathname, search } = new URL(url, location.origin);
  const asked = new URLSearchParams(search);
  asked.set("as", state.users.get(state.me).name);
  history.pushState(null, "", `${pathname}?${asked}`);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The address of a message, as Slack writes it. */
export const linkTo = (message) => `${location.origin}/archives/${message.channel}/p${message.ts.replace(".", "")}`;

// Puts the page together: where one is, what changed, what to show again.

import * as api from "./api.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { buildInspector, showTraffic } from "./inspector.js";
import { showMessages } from "./messages.js";
import { showSidebar, showWho } from "./sidebar.js";
import { countUnread, learn, markRead, nameOf, state } from "./state.js";
import { showViews } from "./views.js";

const byId = (id) => document.getElementById(id);
const TOGETHER_MS = 40; // changes that arrive together are shown together

/** Run something soon, once, however often it is asked for meanwhile. */
function soon(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      work();
    }, TOGETHER_MS);
  };
}

const refreshMessages = soon(() => state.place !== "home" && showMessages(state.place, openThread));
const refreshViews = soon(showViews);
const refreshSidebar = soon(() => showSidebar(go));
const refreshTraffic = soon(showTraffic);

async function refreshWorkspace() {
  const workspace = await api.get("workspace");
  learn(workspace);
  const app = workspace.sockets ? "app connected by Socket Mode" : workspace.request_url ? "app reached over HTTP" : "no app connected";
  byId("connection").textContent = app;
  byId("connection").classList.toggle("none", app.startsWith("no"));
  refreshSidebar();
}

function showPlace() {
  const home = state.place === "home";
  const channel = state.channels.get(state.place);
  byId("place-name").textContent = home ? "ddbdr" : channel?.is_im ? "ddbdr" : `# ${channel?.name ?? state.place}`;
  byId("place-topic").textContent = home ? "Home tab" : channel?.is_im ? "Messages between you and the app" : channel?.topic?.value ?? "";
  byId("messages").hidden = home;
  byId("composer").hidden = home;
  byId("home").hidden = !home;
  document.title = `${byId("place-name").textContent} · ${nameOf(state.me)} · Slack sandbox`;
  main.label();
}

function go(place) {
  if (place !== state.place) closeThread();
  state.place = place;
  markRead(place);
  showMenu(false);
  byId("messages").replaceChildren();
  showPlace();
  refreshSidebar();
  refreshMessages();
  if (place === "home") {
    refreshViews();
    api.post("home", { user: state.me });
  }
}

function become(user) {
  state.me = user;
  sessionStorage.setItem("me", user);
  closeThread();
  if (state.channels.get(state.place)?.is_im) state.place = "C01OPS";
  document.querySelectorAll("#who input").forEach((input) => { input.checked = input.value === user; });
  go(state.place);
  refreshViews();
}

function openThread(ts) {
  state.thread = ts;
  const form = h("form", { class: "composer", "aria-label": "Reply" });
  const pane = byId("thread");
  pane.replaceChildren(
    h("header", {}, h("h2", {}, "Thread"), h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", onclick: closeThread }, "✕")),
    h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": "Replies", tabindex: "0" }), form);
  pane.hidden = false;
  composer(form, () => ({ channel: state.place, thread_ts: state.thread, label: "Reply, or @ddbdr to ask the app here" }), "thread-text").focus();
  refreshMessages();
}

/** Scroll to a message a link names, once it is drawn, and mark it. */
async function pointAt(ts) {
  await showMessages(state.place, openThread);
  const message = document.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  message?.classList.add("pointed-at");
  message?.scrollIntoView({ block: "center" });
}

function closeThread() {
  state.thread = null;
  byId("thread").hidden = true;
  byId("thread").replaceChildren();
}

function showMenu(shown) {
  document.body.classList.toggle("menu-open", shown);
  byId("menu-button").setAttribute("aria-expanded", String(shown));
}

function showInspector(shown) {
  byId("traffic").hidden = !shown;
  byId("traffic-button").setAttribute("aria-expanded", String(shown));
  if (shown) showTraffic();
  else byId("traffic-button").focus();
}

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme-button").setAttribute("aria-label", `Switch to ${theme === "dark" ? "light" : "dark"} theme`);
}

const systemTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

function heard(change) {
  if (change.type === "message" || change.type === "deleted") {
    if (change.posted) {
      countUnread(change.channel, change.user, change.channel === state.place);
      refreshSidebar();
    }
    if (change.channel === state.place) refreshMessages();
  } else if (change.type.startsWith("ephemeral")) {
    if (change.user === state.me) refreshMessages();
  } else if (change.type === "views" || change.type === "home") {
    if (change.user === state.me) refreshViews();
  } else if (change.type === "traffic") refreshTraffic();
  else everything();
}

async function everything() {
  await refreshWorkspace();
  refreshMessages();
  refreshViews();
  refreshTraffic();
}

const main = composer(byId("composer"), () => ({
  channel: state.place, thread_ts: null,
  label: `Message ${state.channels.get(state.place)?.is_im ? "ddbdr" : `#${state.channels.get(state.place)?.name ?? ""}`} · /ddbdr for a command`,
}), "composer-text");

async function start() {
  applyTheme(localStorage.getItem("theme") ?? systemTheme());
  byId("theme-button").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", theme);
    applyTheme(theme);
  });
  byId("menu-button").addEventListener("click", () => showMenu(!document.body.classList.contains("menu-open")));
  byId("traffic-button").addEventListener("click", () => showInspector(byId("traffic").hidden));
  buildInspector(() => showInspector(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (document.body.classList.contains("menu-open")) showMenu(false);
    else if (!byId("traffic").hidden) showInspector(false);
    else if (state.thread) closeThread();
  });
  await refreshWorkspace();
  showWho(become);
  const link = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(location.pathname);
  go(link && state.channels.has(link[1]) ? link[1] : state.place);
  if (link) pointAt(`${link[2]}.${link[3]}`);
  const thread = new URLSearchParams(location.search).get("thread_ts");
  if (thread) openThread(thread);
  refreshViews();
  if (state.place !== "home") main.focus();
  api.listen(heard, everything);
  document.body.dataset.ready = "yes";
}

start();

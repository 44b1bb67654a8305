// Puts the page together: where one goes, what changed, what to show again.

import * as address from "./address.js";
import * as api from "./api.js";
import { forget, hear, load, loadWhispers } from "./conversations.js";
import { keepDatesTrue } from "./dates.js";
import { buildInspector, forgetTraffic, showTraffic } from "./inspector.js";
import { wordsOf } from "./mrkdwn.js";
import { announce } from "./notices.js";
import { buildPlace, enter, focusComposer, pointAt, showHead, showMessages } from "./place.js";
import { showFaults } from "./rehearsal.js";
import { showSidebar, walkSidebar } from "./sidebar.js";
import { soon } from "./soon.js";
import { learn, myChannels, myDirect, nameOf, people, state } from "./state.js";
import { openSwitcher } from "./switcher.js";
import { startTheme } from "./theme.js";
import * as thread from "./thread.js";
import { names } from "./unread.js";
import { showViews } from "./views.js";
import { showWho } from "./who.js";

const byId = (id) => document.getElementById(id);
const NARROW = matchMedia("(max-width: 760px)");
const FAULTS_MS = 1000;

const refreshMessages = soon(() => { showMessages(); thread.showThread(); });
const refreshViews = soon(showViews);
const refreshSidebar = soon(() => { showSidebar(go); showWho(become); showHead(); });
const refreshTraffic = soon(showTraffic, 100);
const refreshFaults = soon(showFaults, FAULTS_MS);

async function refreshWorkspace() {
  const workspace = await api.get("workspace");
  if (workspace.away) return false;
  learn(workspace);
  const app = workspace.sockets ? "app connected by Socket Mode" : workspace.request_url ? "app reached over HTTP" : "no app connected";
  byId("connection").textContent = app;
  byId("connection").classList.toggle("none", app.startsWith("no"));
  return true;
}

const loadChannels = () => Promise.all([...state.channels.keys()].map(load));

/** A place this person may be in; their first channel otherwise. */
function allowed(place) {
  const app = ["home", "direct"].includes(place) || place === myDirect()?.id;
  return app || myChannels().some((channel) => channel.id === place) ? place : myChannels()[0]?.id ?? "home";
}

/** Show a place and say so in the address. */
function arrive(place, ts = null) {
  state.place = allowed(place === "direct" ? myDirect()?.id ?? place : place);
  state.thread = ts;
  thread.closeThread();
  showMenu(false);
  enter();
  if (ts) thread.openThread(leaveThread);
  refreshSidebar();
  refreshViews();
  if (state.place === "home") api.post("home", { user: state.me });
}

function go(place) {
  arrive(place);
  address.write();
  if (!NARROW.matches && state.place !== "home") focusComposer();
}

async function become(user) {
  const wasDirect = state.channels.get(state.place)?.is_im;
  state.me = user;
  await loadWhispers(user);
  arrive(wasDirect ? "direct" : state.place);
  address.write();
}

function enterThread(ts) {
  state.thread = ts;
  thread.openThread(leaveThread).focus();
  address.write();
}

function leaveThread() {
  const from = state.thread;
  state.thread = null;
  thread.closeThread();
  address.write();
  document.querySelector(`#messages [data-ts="${CSS.escape(from ?? "")}"]`)?.focus({ preventScroll: true });
}

function showMenu(shown) {
  document.body.classList.toggle("menu-open", shown);
  byId("menu-button").setAttribute("aria-expanded", String(shown));
  if (shown) byId("sidebar").querySelector("button")?.focus();
}

function showInspector(shown) {
  byId("traffic").hidden = !shown;
  byId("traffic-button").setAttribute("aria-expanded", String(shown));
  if (shown) showTraffic();
  else byId("traffic-button").focus();
}

/** Read a new message to screen readers if it is here, or for whoever is looking. */
function speak(message) {
  if (message.user === state.me || (message.channel !== state.place && !names(message, state.me))) return;
  announce(`${message.username ?? nameOf(message.user)}: ${wordsOf(message.text).slice(0, 200)}`);
}

function heard(change) {
  hear(change);
  switch (change.type) {
    case "message":
      if (change.posted && change.message) speak({ ...change.message, raw: JSON.stringify(change.message) });
      refreshSidebar();
      refreshMessages();
      break;
    case "deleted":
    case "ephemeral":
    case "ephemeral_deleted":
      refreshSidebar();
      refreshMessages();
      break;
    case "views":
    case "home":
      if (change.user === state.me) refreshViews();
      break;
    case "traffic":
      refreshTraffic();
      refreshFaults();
      break;
    case "reset":
      forget();
      forgetTraffic();
      everything();
      break;
    case "channels":
    case "users":
    case "groups":
      everything();
      break;
    default: // what only the app hears of
  }
}

/** Look at everything again: after a break, or when the workspace itself changed. */
const everything = soon(async () => {
  if (!(await refreshWorkspace())) return;
  await Promise.all([loadChannels(), loadWhispers(state.me)]);
  if (allowed(state.place) !== state.place || (state.place === "direct" && myDirect())) go(myDirect() && state.place === "direct" ? myDirect().id : allowed(state.place));
  refreshSidebar();
  refreshMessages();
  refreshViews();
  refreshTraffic();
  showFaults();
});

/** Be where the address says; resolves once it is on the screen. */
async function followAddress() {
  const asked = address.read();
  const me = asked.me ?? people()[0].id;
  if (me !== state.me) await loadWhispers(me);
  state.me = me;
  arrive(asked.place ?? myChannels()[0]?.id, asked.thread);
  if (asked.message) await pointAt(asked.message);
}

/** Links to messages of this workspace lead there, not into another window. */
function startLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.button || !address.isHere(link.href)) return;
    event.preventDefault();
    address.follow(link.href);
  });
}

function startKeys(ways) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openSwitcher(ways);
      return;
    }
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (document.body.classList.contains("menu-open")) {
      showMenu(false);
      byId("menu-button").focus();
    } else if (!byId("traffic").hidden) showInspector(false);
    else if (state.thread) leaveThread();
  });
}

async function start() {
  const theme = startTheme(byId("theme-button"));
  const ways = { go, become, theme, traffic: () => showInspector(byId("traffic").hidden) };
  byId("menu-button").addEventListener("click", () => showMenu(!document.body.classList.contains("menu-open")));
  byId("traffic-button").addEventListener("click", ways.traffic);
  byId("switcher-button").addEventListener("click", () => openSwitcher(ways));
  buildInspector(() => showInspector(false));
  startKeys(ways);
  startLinks();
  walkSidebar();
  keepDatesTrue();
  const early = []; // changes that come before there is anything to show them in
  let take = (change) => early.push(change);
  await api.listen((change) => take(change), everything);
  await refreshWorkspace();
  await loadChannels();
  buildPlace({ go, openThread: enterThread, read: refreshSidebar });
  await followAddress();
  address.write();
  if (state.place !== "home" && !state.thread && !NARROW.matches) focusComposer();
  addEventListener("popstate", followAddress);
  showFaults();
  early.forEach(heard);
  take = heard;
  document.body.dataset.ready = "yes";
}

start();

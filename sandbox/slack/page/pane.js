// A list of messages in a box that scrolls: only a stretch of it is drawn, what stays the same is
// left alone, and whoever reads keeps their place while others write.

import { isBusy, replaceKeeping } from "./carry.js";
import { dayName, dayOf } from "./dates.js";
import { h } from "./dom.js";
import { drawMessage } from "./message.js";
import { state } from "./state.js";

const DRAWN_MOST = 120;
const STEP = 40;
const NEAR = 100; // pixels from the end that count as the end
const TOGETHER_SECONDS = 300; // messages of one author within it stand together

const divider = (key, words, looks = "") => ({ key, version: words, draw: () => h("div", { class: `divider ${looks}`, role: "separator", "aria-label": words }, h("span", {}, words)) });

/** What an app laid out keeps its own head: cards stay apart from each other. */
const isCard = (message) => Boolean(message.blocks?.length || message.attachments?.length);

export class Pane {
  /** `older()` fetches what was said before, resolving to whether there was more; `empty()` draws the note of an empty list. */
  constructor(box, { openThread = null, older = async () => false, empty = () => null, moved = () => {} }) {
    Object.assign(this, { box, openThread, older, empty, moved });
    this.messages = [];
    this.newFrom = null; // the ts of the first message that was new when one came
    this.reset();
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    box.addEventListener("keydown", (event) => this.key(event));
    // A smaller window, or a picture that came late, must not hide what is newest.
    const settle = () => { if (this.stick) box.scrollTop = box.scrollHeight; };
    new ResizeObserver(settle).observe(box);
    box.addEventListener("load", settle, true);
  }

  /** Begin again, at the end of the list. */
  reset() {
    this.from = -STEP;
    this.to = null; // null: up to the newest
    this.fetching = false;
    this.stick = true;
    this.box.replaceChildren();
  }

  show(messages) {
    const inFront = Math.max(0, messages.findIndex((each) => each.ts === this.messages[0]?.ts)); // older ones that came
    if (this.from >= 0) this.from += inFront;
    if (this.to !== null) this.to += inFront;
    this.messages = messages;
    if (this.stick && messages.length - this.stretch()[0] > DRAWN_MOST) this.from = -STEP;
    this.draw();
  }

  /** The stretch that is drawn, as positions. */
  stretch() {
    const count = this.messages.length;
    const to = Math.min(this.to ?? count, count);
    const from = this.from < 0 ? Math.max(0, to + this.from) : Math.min(this.from, Math.max(0, to - 1));
    return [from, to];
  }

  items() {
    const [from, to] = this.stretch();
    const items = [];
    let before = null;
    for (const message of this.messages.slice(from, to)) {
      const at = Number(message.ts);
      const newDay = !before || dayOf(Number(before.ts)) !== dayOf(at);
      if (newDay) items.push(divider(`day-${dayOf(at)}`, dayName(at)));
      const isNew = message.ts === this.newFrom;
      if (isNew) items.push(divider("new", "New", "new"));
      const compact = Boolean(before) && !newDay && !isNew && before.user === message.user && before.username === message.username
        && !before.only && !message.only && !isCard(before) && !isCard(message) && at - Number(before.ts) < TOGETHER_SECONDS;
      items.push({
        key: message.ts, version: `${message.version} ${state.me} ${compact}`,
        draw: () => drawMessage(message, { compact, openThread: this.openThread, redraw: () => this.show(this.messages.filter((each) => each !== message)) }),
      });
      before = message;
    }
    return items;
  }

  /** Bring the box up to date, keeping in place what somebody is reading. */
  draw() {
    const anchor = this.stick ? null : this.anchor();
    const present = new Map([...this.box.children].map((node) => [node.item, node]));
    let previous = null;
    for (const item of this.items()) {
      let node = present.get(item.key);
      present.delete(item.key);
      if (node?.version !== item.version) node = this.redrawn(node, item);
      if (previous ? previous.nextSibling !== node : this.box.firstChild !== node) {
        if (previous) previous.after(node);
        else this.box.prepend(node);
      }
      previous = node;
    }
    present.forEach((node) => node.remove());
    if (!previous) this.box.replaceChildren(this.empty() ?? "");
    if (this.stick) this.box.scrollTop = this.box.scrollHeight;
    else if (anchor) this.box.scrollTop += anchor.node().getBoundingClientRect().top - anchor.top;
    this.moved();
  }

  /** Draw an item; while a button in the old one is held or a menu open, leave it until that ends. */
  redrawn(node, item) {
    if (node && isBusy(node)) {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.draw(), 150);
      return node;
    }
    const fresh = item.draw();
    Object.assign(fresh, { item: item.key, version: item.version });
    if (node) replaceKeeping(node, fresh);
    return fresh;
  }

  /** The first message in sight, and where it stands. */
  anchor() {
    const top = this.box.getBoundingClientRect().top;
    const first = [...this.box.querySelectorAll(":scope > article")].find((node) => node.getBoundingClientRect().bottom > top);
    if (!first) return null;
    const { item } = first;
    return { top: first.getBoundingClientRect().top, node: () => [...this.box.children].find((node) => node.item === item) ?? this.box.lastChild };
  }

  get atEnd() {
    return this.to === null && this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
  }

  async scrolled() {
    this.stick = this.atEnd;
    this.moved();
    const [from, to] = this.stretch();
    if (!this.stick) this.from = from;
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    if (scrollTop < clientHeight && !this.fetching && (from > 0 || await this.fetched())) this.move(-STEP, from, to);
    else if (scrollHeight - scrollTop - clientHeight < clientHeight && this.to !== null) this.move(STEP, from, to);
  }

  async fetched() {
    this.fetching = true;
    const more = await this.older();
    this.fetching = false;
    if (more) this.scrolled();
    return false; // what came is shown by whoever fetched it
  }

  move(step, from, to) {
    if (step < 0) {
      this.from = Math.max(0, from + step);
      this.to = to - this.from > DRAWN_MOST ? this.from + DRAWN_MOST : this.to ?? to;
    } else {
      this.to = to + step >= this.messages.length ? null : to + step;
      this.from = Math.max(from, (this.to ?? this.messages.length) - DRAWN_MOST);
    }
    if (this.to !== null && this.to >= this.messages.length) this.to = null;
    this.draw();
  }

  /** Go to the newest message. */
  toEnd() {
    this.from = -STEP;
    this.to = null;
    this.stick = true;
    this.draw();
    this.box.scrollTop = this.box.scrollHeight;
  }

  /** Go to a message that is loaded, and mark it. */
  point(ts) {
    const at = this.messages.findIndex((message) => message.ts === ts);
    if (at < 0) return false;
    this.from = Math.max(0, at - STEP);
    this.to = at + STEP >= this.messages.length ? null : at + STEP;
    this.stick = false;
    this.draw();
    const node = [...this.box.children].find((each) => each.item === ts);
    node.classList.add("pointed-at");
    node.scrollIntoView({ block: "center" });
    return true;
  }

  /** Arrow keys walk from message to message. */
  key(event) {
    const here = document.activeElement;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || (here !== this.box && !here.matches("article.message"))) return;
    const all = [...this.box.querySelectorAll(":scope > article")];
    const to = here === this.box ? (step < 0 ? all.length - 1 : -1) : all.indexOf(here) + step;
    if (!all[to]) return;
    event.preventDefault();
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  }
}

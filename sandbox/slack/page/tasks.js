// plan and task_card blocks: what is done, what is being done, what is to come.

import { h, link } from "./dom.js";
import { richText } from "./rich_text.js";

const STATES = { pending: ["○", "To do"], in_progress: ["◐", "In progress"], complete: ["✔", "Done"], error: ["✘", "Failed"] };

function task(each) {
  const status = STATES[each.status] ? each.status : "pending";
  const [sign, words] = STATES[status];
  const head = [h("span", { class: `task-sign ${status}`, role: "img", "aria-label": words, title: words }, sign), h("span", { class: "task-title" }, each.title)];
  const sources = each.sources?.length ? h("ul", { class: "task-sources" }, each.sources.map((source) => h("li", {}, link(source.url, source.text)))) : null;
  const inside = [each.details ? richText(each.details) : null, each.output ? richText(each.output) : null, sources].filter(Boolean);
  if (!inside.length) return h("div", { class: `task-row ${status}` }, head);
  return h("details", { class: `task-row ${status}` }, h("summary", {}, head), h("div", { class: "task-inside" }, inside));
}

export const taskCard = (block) => h("div", { class: "task-card" }, task(block));

/** A plan; like Slack's, it is folded again by every update of its message. */
export function plan(block) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter((each) => each.status === "complete").length;
  return h("details", { class: "plan" },
    h("summary", {}, h("span", { class: "plan-title" }, block.title), tasks.length ? h("span", { class: "plan-count" }, `${done} of ${tasks.length} done`) : null),
    h("ol", { class: "plan-tasks" }, tasks.map((each) => h("li", {}, task(each)))));
}

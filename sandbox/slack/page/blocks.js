// Block Kit as DOM: which block is drawn where. See elements.js for `surface`.

import { alert, card, carousel, container } from "./cards.js";
import { chart } from "./charts.js";
import { h } from "./dom.js";
import { renderElement } from "./elements.js";
import { input } from "./inputs.js";
import { longer } from "./longer.js";
import { markdown } from "./markdown.js";
import { image, picture, remoteFile, video } from "./media.js";
import { textOf } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { dataTable, table } from "./tables.js";
import { plan, taskCard } from "./tasks.js";

const prose = (object) => h("div", { class: "prose" }, textOf(object));

function section(block, surface) {
  const { accessory } = block;
  const side = !accessory ? null : accessory.type === "image" ? picture(accessory, "thumbnail") : renderElement(block, accessory, surface);
  const words = block.text ? prose(block.text) : null;
  return h("div", { class: `section ${accessory?.type === "image" ? "with-picture" : ""}` },
    h("div", { class: "section-words" },
      words && !block.expand && surface.key ? longer(words, block.text.text, `${surface.key}/${block.block_id}`) : words,
      block.fields ? h("div", { class: "fields" }, block.fields.map(prose)) : null),
    side ? h("div", { class: "accessory" }, side) : null);
}

const row = (kind) => (block, surface) => h("div", { class: kind }, block.elements.map((each) => renderElement(block, each, surface)));

const BLOCKS = {
  header: (block) => h("h3", { class: "header" }, textOf(block.text)),
  section,
  context: (block) => h("div", { class: "context" }, block.elements.map((each) => (each.type === "image" ? picture(each, "icon") : h("span", { class: "prose" }, textOf(each))))),
  divider: () => h("hr"),
  actions: row("actions"),
  context_actions: row("context-actions"),
  input,
  image,
  video,
  file: remoteFile,
  rich_text: richText,
  markdown: (block, surface) => (surface.key ? longer(markdown(block.text), block.text, `${surface.key}/${block.block_id}`) : markdown(block.text)),
  table,
  data_table: (block, surface) => dataTable(block, `${surface.key ?? ""}/${block.block_id}`),
  data_visualization: chart,
  plan,
  task_card: taskCard,
  alert,
  card,
  carousel,
  container: (block, surface) => container(block, renderBlocks(block.child_blocks, surface), `${surface.key ?? ""}/${block.block_id}`),
};

/** One block that cannot be drawn must not take the others with it. */
function drawn(block, surface) {
  const make = BLOCKS[block.type];
  if (!make) return h("p", { class: "unknown" }, `(${block.type} block: not drawn in this sandbox)`);
  try {
    return make(block, surface);
  } catch (problem) {
    return h("p", { class: "unknown" }, `(${block.type} block: ${problem.message})`);
  }
}

/** All blocks of a message or view. `surface.key` names it, if what is unfolded in it is remembered. */
export function renderBlocks(blocks, surface) {
  return blocks.map((block) => {
    const node = drawn(block, surface);
    node.classList.add("block");
    return node;
  });
}

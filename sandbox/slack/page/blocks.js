// Block Kit as DOM. One function per block type; see elements.js for `surface`.

import { h, safeUrl, uniqueId } from "./dom.js";
import { renderElement } from "./elements.js";
import { markdown, mrkdwn, textOf } from "./mrkdwn.js";
import { nameOf, state } from "./state.js";

/** Pictures from elsewhere are not loaded (nothing here reaches the network); their text is shown. */
function picture(image, kind) {
  const source = image.image_url ?? "";
  const local = source.startsWith("data:image/") || source.startsWith(`${location.origin}/`);
  if (local) return h("img", { class: kind, src: source, alt: image.alt_text });
  const url = safeUrl(source);
  const label = h("span", { class: `${kind} picture-text`, role: "img", "aria-label": image.alt_text }, image.alt_text);
  return url && kind === "picture" ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label) : label;
}

function section(block, surface) {
  const accessory = block.accessory;
  const side = !accessory ? null : accessory.type === "image" ? picture(accessory, "thumbnail") : renderElement(block, accessory, surface);
  return h("div", { class: "section" },
    h("div", { class: "section-words" },
      block.text ? h("div", { class: "prose" }, textOf(block.text)) : null,
      block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "prose" }, textOf(field)))) : null),
    side ? h("div", { class: "accessory" }, side) : null);
}

function input(block, surface) {
  const hintId = uniqueId("hint");
  const errorId = uniqueId("error");
  const error = surface.errorOf?.(block.block_id);
  const control = renderElement(block, block.element, surface, block.label.text);
  const field = control.matches("input, textarea, [role]") ? control : control.querySelector("input");
  const described = [block.hint ? hintId : null, error ? errorId : null].filter(Boolean).join(" ");
  if (described) field.setAttribute("aria-describedby", described);
  if (error) field.setAttribute("aria-invalid", "true");
  if (!block.optional) field.setAttribute("aria-required", "true");
  return h("div", { class: `input ${error ? "with-error" : ""}`, "data-block": block.block_id },
    h("div", { class: "label", "aria-hidden": "true" }, block.label.text, block.optional ? h("span", { class: "optional" }, " optional") : null),
    control,
    block.hint ? h("p", { class: "hint", id: hintId }, textOf(block.hint)) : null,
    error ? h("p", { class: "error", id: errorId, role: "alert" }, `Error: ${error}`) : null);
}

function cell(content, tag, attributes) {
  if (!content) return h(tag, attributes);
  if (content.type === "rich_text") return h(tag, attributes, richText(content));
  return h(tag, attributes, content.text ?? String(content.value));
}

function table(block) {
  const [head, ...rows] = block.rows;
  const align = (column) => (block.column_settings?.[column]?.align ? `align-${block.column_settings[column].align}` : null);
  const row = (cells, tag) => h("tr", {}, cells.map((each, column) => {
    const header = tag === "th" || column === block.row_header_column_index;
    return cell(each, header ? "th" : "td", { class: align(column), scope: tag === "th" ? "col" : header ? "row" : null });
  }));
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": block.caption ?? "Table" },
    h("table", {}, block.caption ? h("caption", {}, block.caption) : null, h("thead", {}, row(head, "th")), h("tbody", {}, rows.map((each) => row(each, "td")))));
}

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

function richInline(part) {
  const words = {
    text: () => part.text, emoji: () => mrkdwn(`:${part.name}:`), user: () => mrkdwn(`<@${part.user_id}>`),
    channel: () => mrkdwn(`<#${part.channel_id}>`), usergroup: () => mrkdwn(`<!subteam^${part.usergroup_id}>`),
    broadcast: () => mrkdwn(`<!${part.range}>`), date: () => mrkdwn(`<!date^${part.timestamp}^${part.format}|${part.fallback ?? ""}>`),
    link: () => mrkdwn(`<${part.url}|${part.text ?? part.url}>`),
  }[part.type];
  let node = words ? words() : part.text ?? "";
  for (const [name, tag] of Object.entries(STYLES)) if (part.style?.[name]) node = h(tag, {}, node);
  return node;
}

function richText(block) {
  const make = (part) => {
    const inside = () => part.elements.map(richInline);
    if (part.type === "rich_text_list") {
      return h(part.style === "ordered" ? "ol" : "ul", { class: `indent-${Math.min(part.indent ?? 0, 4)}` }, part.elements.map((each) => h("li", {}, each.elements.map(richInline))));
    }
    if (part.type === "rich_text_quote") return h("blockquote", {}, inside());
    if (part.type === "rich_text_preformatted") return h("pre", {}, h("code", {}, inside()));
    return h("div", { class: "prose" }, inside());
  };
  return h("div", { class: "rich-text" }, block.elements.map(make));
}

const LEVELS = { info: "Info", warning: "Warning", error: "Error", success: "Done" };

const BLOCKS = {
  header: (block) => h("h3", { class: "header" }, textOf(block.text)),
  section,
  context: (block) => h("div", { class: "context" }, block.elements.map((each) => (each.type === "image" ? picture(each, "icon") : h("span", { class: "prose" }, textOf(each))))),
  divider: () => h("hr"),
  actions: (block, surface) => h("div", { class: "actions" }, block.elements.map((each) => renderElement(block, each, surface))),
  input,
  image: (block) => h("figure", {}, block.title ? h("figcaption", {}, textOf(block.title)) : null, picture(block, "picture")),
  rich_text: richText,
  table,
  data_table: table,
  alert: (block) => h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, LEVELS[block.level] ? h("strong", {}, `${LEVELS[block.level]}: `) : null, textOf(block.text)),
  markdown: (block) => markdown(block.text),
};

/** All blocks of a message or view. */
export function renderBlocks(blocks, surface) {
  return blocks.map((block) => {
    const make = BLOCKS[block.type];
    const node = make ? make(block, surface) : h("p", { class: "unknown" }, `(${block.type} block: not drawn in this sandbox)`);
    node.classList.add("block");
    return node;
  });
}

/** Who wrote a message, as picture and name. */
export function author(message) {
  const bot = message.user === state.bot;
  return {
    avatar: h("div", { class: `avatar ${bot ? "bot" : ""}`, "data-user": message.user, "aria-hidden": "true" }, nameOf(message.user).slice(0, 1)),
    name: [h("span", { class: "author" }, nameOf(message.user)), bot ? h("span", { class: "tag" }, "app") : null],
  };
}

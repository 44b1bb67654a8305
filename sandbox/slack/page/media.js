// Pictures, films and files. Nothing here may reach the network: what lies elsewhere is named and
// linked, in a frame of its own; files of this workspace are shown.

import { h, link, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { textOf, wordsOf } from "./mrkdwn.js";
import { state } from "./state.js";

const UNITS = ["bytes", "kB", "MB", "GB"];

/** Where a person's client finds the bytes of a file of this workspace. */
const bytesOf = (id) => `/control/file/${encodeURIComponent(id)}`;

/** The address of a picture that is ours to load, else null. Slack's private addresses want a token. */
export function ownSource(url) {
  if (!url) return null;
  try {
    const { origin, pathname } = new URL(url, location.origin);
    if (origin !== location.origin) return null;
    const file = /^\/files(?:-pri\/\w+-|\/\w+\/)(F\w+)\//.exec(pathname);
    return file ? bytesOf(file[1]) : /^\/(files|control\/file)\//.test(pathname) ? pathname : null;
  } catch {
    return null;
  }
}

const sourceOf = (image) => image.image_url ?? image.slack_file?.url ?? (image.slack_file?.id ? bytesOf(image.slack_file.id) : "");

/** A picture, or a frame that says what it would show. `kind`: picture, thumbnail, icon, hero. */
export function picture(image, kind) {
  const words = image.alt_text || "Image";
  const own = ownSource(sourceOf(image));
  if (own) return h("img", { class: kind, src: own, alt: words, loading: "lazy" });
  const url = safeUrl(sourceOf(image));
  const small = kind === "icon" || kind === "thumbnail";
  const note = `not loaded: ${url ? new URL(url).host : "elsewhere"}`;
  const frame = h("span", { class: `${kind} picture-text`, role: "img", "aria-label": words, title: `${words} (${note})` }, small ? "▨" : [words, h("small", {}, note)]);
  return url && kind === "picture" ? link(url, frame) : frame;
}

export function image(block) {
  return h("figure", {}, block.title ? h("figcaption", {}, textOf(block.title)) : null, picture(block, "picture"));
}

export function video(block) {
  const title = wordsOf(block.title);
  const from = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return h("figure", { class: "video" },
    h("figcaption", {}, block.title_url ? link(block.title_url, title) : title, from ? h("small", {}, from) : null),
    h("span", { class: "picture picture-text film", role: "img", "aria-label": block.alt_text }, h("span", { class: "film-sign", "aria-hidden": "true" }, "▶"), block.alt_text),
    block.description ? h("p", { class: "soft" }, textOf(block.description)) : null);
}

/** A size as people say it. */
export function size(bytes) {
  let unit = 0;
  let value = bytes;
  for (; value >= 1000 && unit < UNITS.length - 1; unit += 1) value /= 1000;
  return `${unit ? value.toFixed(value < 10 ? 1 : 0) : value} ${UNITS[unit]}`;
}

function fileCard(name, soft, url) {
  return h("div", { class: "file" }, h("span", { class: "file-sign" }, icon("file")),
    h("span", { class: "file-words" }, url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name) : h("span", {}, name), h("small", {}, soft)));
}

/** A file uploaded to this workspace. */
export function uploaded(file) {
  if (file.mode === "tombstone") return fileCard("This file was deleted", file.id, null);
  const url = ownSource(file.url_private);
  const name = file.title || file.name || file.id;
  const facts = [file.pretty_type ?? file.mimetype, Number.isFinite(file.size) ? size(file.size) : null].filter(Boolean).join(" · ");
  if (url && /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype ?? "")) {
    return h("figure", { class: "file-picture" }, h("figcaption", {}, name, h("small", {}, facts)),
      h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, h("img", { class: "picture", src: url, alt: file.alt_txt || name, loading: "lazy" })));
  }
  return fileCard(name, facts || "File", url);
}

/** A remote file, known by the app's own id. */
export const remoteFile = (block) => fileCard(block.external_id, `Remote file · shown by ${state.users.get(state.bot)?.name ?? "the app"}`, null);

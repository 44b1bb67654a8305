// Completion while one types: commands after `/`, people and groups after `@`, channels after `#`.

import { h, uniqueId } from "./dom.js";
import { appName, myChannels, nameOf, people, state } from "./state.js";

const SHOWN_MOST = 8;
const TOKEN = /(?:^|\s)([@#][\w.-]*)$/;

const commands = () => state.commands.map((each) => ({ text: each.name, insert: `${each.name} `, detail: each.usage_hint, description: each.description, from: appName() }));
const groups = () => [...state.groups.values()].map((group) => ({ text: `@${group.handle}`, insert: `@${group.handle} `, description: group.name }));

function mentions() {
  const app = state.users.get(state.bot);
  const users = [...people(), ...(app ? [app] : [])];
  return [...users.map((user) => ({ text: `@${user.name}`, insert: `@${user.name} `, description: user.id === state.bot ? "App" : user.real_name, user: user.id })), ...groups()];
}

const channels = () => myChannels().map((each) => ({ text: `#${each.name}`, insert: `#${each.name} `, description: each.topic?.value }));

/** What may stand at the end of `text`: `{token, options}`, or null. */
function suggestions(text) {
  const asCommand = /^\/[\w-]*$/.exec(text);
  const token = asCommand ? asCommand[0] : TOKEN.exec(text)?.[1];
  if (!token) return null;
  const source = asCommand ? commands() : token.startsWith("@") ? mentions() : channels();
  const typed = token.toLowerCase();
  const begins = source.filter((each) => each.text.toLowerCase().startsWith(typed));
  const told = source.filter((each) => !begins.includes(each) && typed.length > 1 && each.description?.toLowerCase().includes(typed.slice(1)));
  const options = [...begins, ...told];
  return options.length ? { token, options: options.slice(0, SHOWN_MOST) } : null;
}

/** Attach completion to a text field; returns `{key(event), close()}`: `key` is true if it took the key. */
export function completion(field, avatar) {
  const id = uniqueId("completion");
  const list = h("ul", { id, class: "completion", role: "listbox", "aria-label": "Suggestions", hidden: true });
  const hint = h("p", { class: "usage", id: uniqueId("usage"), hidden: true });
  let found = null;
  let active = 0;
  field.setAttribute("aria-controls", id);
  field.setAttribute("aria-autocomplete", "list");

  function close() {
    found = null;
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }
  function highlight(position) {
    active = position;
    [...list.children].forEach((entry, n) => entry.setAttribute("aria-selected", String(n === position)));
    field.setAttribute("aria-activedescendant", list.children[position].id);
  }
  function take(option) {
    const end = field.selectionStart;
    const start = end - found.token.length;
    field.setRangeText(option.insert, start, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  function entry(option) {
    return h("li", { id: uniqueId("suggestion"), role: "option", onmousedown: (event) => { event.preventDefault(); take(option); } },
      option.user ? avatar(option.user, nameOf(option.user), "small") : null,
      h("span", { class: "completion-words" }, h("span", { class: "completion-name" }, option.text, option.detail ? h("span", { class: "completion-detail" }, ` ${option.detail}`) : null),
        option.description ? h("small", {}, option.description) : null),
      option.from ? h("small", { class: "completion-from" }, option.from) : null);
  }
  /** A command that is being written keeps its usage in sight. */
  function showUsage() {
    const word = /^(\/\S+)\s/.exec(field.value)?.[1];
    const command = state.commands.find((each) => each.name === word);
    hint.hidden = !command?.usage_hint;
    hint.replaceChildren(...(hint.hidden ? [] : [h("strong", {}, command.name), ` ${command.usage_hint}`]));
  }
  field.addEventListener("input", () => {
    showUsage();
    found = field.selectionStart === field.selectionEnd ? suggestions(field.value.slice(0, field.selectionStart)) : null;
    if (!found) return close();
    list.replaceChildren(...found.options.map(entry));
    list.hidden = false;
    highlight(0);
  });
  field.addEventListener("blur", close);
  return {
    nodes: [hint, list],
    close,
    refresh: () => { close(); showUsage(); },
    key(event) {
      if (!found) return false;
      const { options, token } = found;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") highlight((active + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
      else if (event.key === "Escape") close();
      else if (event.key === "Tab" && !event.shiftKey) take(options[active]);
      else if (event.key === "Enter" && !event.shiftKey && options[active].text.toLowerCase() !== token.toLowerCase()) take(options[active]);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

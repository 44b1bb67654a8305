// Ctrl+K: go anywhere, be anybody, by typing a part of its name.

import { combobox } from "./choose.js";
import { present } from "./dialogs.js";
import { h } from "./dom.js";
import { appName, myChannels, myDirect, people, state } from "./state.js";

function destinations({ go, become, theme, traffic }) {
  const app = [...(state.hasHome ? [{ text: `${appName()} · Home`, do: () => go("home") }] : []), { text: `${appName()} · Messages`, do: () => go(myDirect()?.id ?? "direct") }];
  return [
    { label: "Go to", options: [...myChannels().map((channel) => ({ text: `# ${channel.name}`, description: channel.topic?.value, do: () => go(channel.id) })), ...app] },
    { label: "Become", options: people().filter((user) => user.id !== state.me).map((user) => ({ text: `@${user.name}`, description: `${user.real_name} · ${user.profile?.title ?? ""}`, do: () => become(user.id) })) },
    { label: "Do", options: [{ text: "Show or hide the traffic", do: traffic }, { text: "Switch between light and dark", do: theme }] },
  ];
}

export function openSwitcher(ways) {
  if (document.querySelector("dialog[open]")) return;
  const groups = destinations(ways).map((group) => ({ ...group, options: group.options.map((option) => ({ ...option, value: option.text })) }));
  let chosen = null;
  const search = async (text) => groups
    .map((group) => ({ ...group, options: group.options.filter((option) => `${option.text} ${option.description ?? ""}`.toLowerCase().includes(text.toLowerCase())) }))
    .filter((group) => group.options.length);
  const box = combobox({ name: "Go to", placeholder: "Channel, person or action", chosen: [], several: false, wait: 0, search, changed: ([option]) => { chosen = option; dialog.close(); } });
  const dialog = h("dialog", { class: "dialog switcher", "aria-label": "Go to" }, box);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  present(dialog, () => chosen?.do());
  box.querySelector("input").click();
}

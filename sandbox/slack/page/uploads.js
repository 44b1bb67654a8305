// Handing files to the workspace, as a person does in a form.

import { state } from "./state.js";
import { toast } from "./notices.js";

/** Put files into the workspace; resolves to their ids. */
export async function upload(files) {
  const ids = [];
  for (const file of files) {
    const response = await fetch(`/control/upload/${state.me}?filename=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    const answer = await response.json().catch(() => ({ ok: false }));
    if (answer.ok) ids.push(answer.id);
    else toast(`${file.name} was not taken: ${answer.error ?? response.status}.`);
  }
  return ids;
}

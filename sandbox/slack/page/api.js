// The control API, which the page shares with tests, and the stream of changes.

const AGAIN_MS = 1000;

async function exchange(verb, path, body) {
  const request = { method: verb };
  if (body !== undefined) {
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/control/${path}`, request);
  } catch {
    return { ok: false, away: true, error: "The workspace does not answer." };
  }
  const isJson = response.headers.get("content-type")?.includes("json");
  return isJson ? response.json() : { ok: false, error: `The workspace answered ${verb} ${path} with HTTP ${response.status}.` };
}

export const get = (path) => exchange("GET", path);
export const post = (path, body) => exchange("POST", path, body);
export const remove = (path) => exchange("DELETE", path);

/**
 * Call `hear` with every change until the page closes; `missed` after a break in the connection.
 * Resolves once changes are heard: whatever is fetched after that, nothing falls in between.
 */
export function listen(hear, missed) {
  let broken = false;
  const connect = (connected) => {
    const source = new EventSource("/control/events");
    source.onmessage = (event) => hear(JSON.parse(event.data));
    source.onerror = () => {
      broken = true;
      document.body.classList.add("offline");
      if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(connected), AGAIN_MS);
    };
    source.onopen = () => {
      document.body.classList.remove("offline");
      if (broken) missed();
      broken = false;
      connected();
    };
  };
  return new Promise(connect);
}

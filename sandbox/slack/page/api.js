// The control API, which the page shares with tests.

async function exchange(verb, path, body) {
  const request = { method: verb };
  if (body !== undefined) {
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(`/control/${path}`, request);
  return response.json();
}

export const get = (path) => exchange("GET", path);
export const post = (path, body) => exchange("POST", path, body);

/** Call `hear` with every change until the page closes; `missed` after a break in the connection. */
export function listen(hear, missed) {
  const source = new EventSource("/control/events");
  let broken = false;
  source.onmessage = (event) => hear(JSON.parse(event.data));
  source.onerror = () => {
    broken = true;
    document.body.classList.add("offline");
  };
  source.onopen = () => {
    document.body.classList.remove("offline");
    if (broken) missed();
    broken = false;
  };
}

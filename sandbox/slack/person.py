"""A person at the workspace, for tests, the tour and measurements: synchronous, typed.

alice = Person(slack_url, "U01ALICE", channel="C01OPS")
answer = alice.types("/ddbdr help")
card = alice.wait_for("C01OPS", lambda m: "awaiting approval" in m["text"], timeout=5)
Person(slack_url, "U02BOB").clicks(card, "Approve restore")
"""

import http.client
import json
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import urlsplit

Json = dict[str, Any]
_POLL_SECONDS = 0.05
_IDLE_SECONDS = 2.0


class NotSeen(AssertionError):  # noqa: N818 - named after the condition
    """What was waited for or looked for is not on the screen."""


class Refused(Exception):  # noqa: N818 - named after the condition
    """The workspace refused what the person tried (see `control`)."""


class Control:
    """The control API over one kept connection; not for use from several threads at once."""

    def __init__(self, url: str, *, timeout: float = 15.0) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(
            parts.hostname or "127.0.0.1", parts.port or 80, timeout=timeout
        )
        self._used = time.monotonic()

    def post(self, name: str, /, **body: Any) -> Json:  # noqa: ANN401 - JSON values
        """POST to `/control/<name>`.

        Raises:
            Refused: malformed, or not there for this person.
        """
        return self._exchange("POST", name, json.dumps(body))

    def get(self, name: str) -> Json:
        """GET `/control/<name>`."""
        return self._exchange("GET", name, None)

    def delete(self, name: str) -> Json:
        """DELETE `/control/<name>`."""
        return self._exchange("DELETE", name, None)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _exchange(self, verb: str, name: str, body: str | None) -> Json:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if time.monotonic() - self._used > _IDLE_SECONDS:
            self._connection.close()  # the server may have hung up meanwhile
        self._used = time.monotonic()
        try:
            self._connection.request(verb, f"/control/{name}", body, headers)
            response = self._connection.getresponse()
            answer: Json = json.loads(response.read())
        except BaseException:
            self._connection.close()  # half an exchange must not be read by the next one
            raise
        if response.status != http.client.OK:
            raise Refused(answer.get("error", f"status {response.status}"))
        return answer


class Person:
    """Someone at the workspace; `channel` is where they type unless told otherwise."""

    def __init__(self, url: str, user: str, *, channel: str = "C01OPS") -> None:
        self.user = user
        self.channel = channel
        self.control = Control(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave."""
        self.control.close()

    # Acting -----------------------------------------------------------------------------------

    def types(self, text: str, *, channel: str = "", thread_ts: str = "") -> Json:
        """Type a command (`/...`) or a message; return what the person sees of it at once."""
        name = "command" if text.startswith("/") else "message"
        where = {"channel": channel or self.channel, "thread_ts": thread_ts}
        return self.control.post(name, user=self.user, text=text, **where)

    def clicks(self, message: Json, label: str) -> Json:
        """Click the button (or the entry of an overflow menu) that reads `label`."""
        for block, element in _interactive(message.get("blocks", [])):
            if element["type"] == "button" and element["text"]["text"] == label:
                return self._act("click", message, block, element, None)
            if element["type"] == "overflow" and label in _labels(element):
                return self._act("select", message, block, element, label)
        raise NotSeen(f"no {label!r} here; there are: {self.labels(message)}")

    def chooses(self, message: Json, action_id: str, value: object) -> Json:
        """Choose in a select, radio buttons, checkboxes or a picker, by the option's text or value.

        `message` may also be a view.
        """
        for block, element in _interactive(message.get("blocks", [])):
            if element.get("action_id") == action_id:
                return self._act("select", message, block, element, value)
        raise NotSeen(f"nothing here has the action_id {action_id}")

    def suggested(self, view: Json, action_id: str, typed: str) -> list[Json]:
        """Type into an external select and return the options the app suggests."""
        where = _where(view)
        answer = self.control.post(
            "suggest", user=self.user, action_id=action_id, value=typed, **where
        )
        options: list[Json] = answer["options"]
        return options

    def submits(self, values: Json, *, view: Json | None = None) -> Json:
        """Fill in the modal in front by label, action id or block id, and submit it."""
        front = view or self.modal()
        return self.control.post("submit", user=self.user, view_id=front["id"], values=values)

    def closes(self, *, everything: bool = False) -> Json:
        """Close the modal in front, or all of them."""
        front = self.modal()
        return self.control.post(
            "close", user=self.user, view_id=front["id"], everything=everything
        )

    def opens_home(self) -> Json:
        """Open the app's Home tab."""
        return self.control.post("home", user=self.user)

    def uses_shortcut(self, callback_id: str, message: Json | None = None) -> Json:
        """Choose one of the app's shortcuts: on a message, or from the menu of all."""
        where = _where(message) if message else {}
        return self.control.post("shortcut", user=self.user, callback_id=callback_id, **where)

    def reacts(self, message: Json, name: str, *, remove: bool = False) -> Json:
        """Put an emoji on a message, or take it back."""
        return self.control.post(
            "react", **{"user": self.user, "name": name, "remove": remove, **_where(message)}
        )

    # Seeing -----------------------------------------------------------------------------------

    def messages(self, channel: str = "") -> list[Json]:
        """Return the channel's messages, oldest first, each with its `replies`."""
        found: list[Json] = self.control.get(f"channel/{channel or self.channel}")["messages"]
        return found

    def private(self) -> list[Json]:
        """Return the messages only this person sees, oldest first."""
        found: list[Json] = self.control.get(f"ephemeral/{self.user}")["messages"]
        return found

    def sees(self, *words: str, channel: str = "") -> Json | None:
        """Return the newest message, public or private, that reads all of `words`."""
        every = [*self.messages(channel), *self.private()]
        for message in sorted(every, key=lambda each: float(each["ts"]), reverse=True):
            if all(word in read(message) for word in words):
                return message
        return None

    def labels(self, message: Json) -> list[str]:
        """Return the labels of a message's buttons and overflow entries."""
        found: list[str] = []
        for _block, element in _interactive(message.get("blocks", [])):
            found += _labels(element)
        return found

    def modal(self, *, timeout: float = 3.0) -> Json:
        """Return the modal in front, waiting for it to open.

        Raises:
            NotSeen: none opened in time.
        """

        def front() -> Json | None:
            stack = self.control.get(f"views/{self.user}")["modals"]
            return stack[-1] if stack else None

        return _wait(front, timeout, "a modal")

    def home(self) -> Json | None:
        """Return the Home tab, if the app published one."""
        home: Json | None = self.control.get(f"views/{self.user}")["home"]
        return home

    def wait_for(
        self, channel: str, predicate: Callable[[Json], bool], timeout: float = 10.0
    ) -> Json:
        """Return the newest message in a channel or its threads that fulfils `predicate`.

        Raises:
            NotSeen: none did in time; the texts that were there are named.
        """

        def newest() -> Json | None:
            every = [part for root in self.messages(channel) for part in (root, *root["replies"])]
            return next((each for each in reversed(every) if predicate(each)), None)

        def present() -> str:
            return "; ".join(each["text"][:80] for each in self.messages(channel)[-5:])

        return _wait(newest, timeout, "the message", present)

    def wait_for_private(self, predicate: Callable[[Json], bool], timeout: float = 10.0) -> Json:
        """Return the newest message only this person sees that fulfils `predicate`."""

        def newest() -> Json | None:
            return next((each for each in reversed(self.private()) if predicate(each)), None)

        return _wait(newest, timeout, "the private message")

    def _act(self, name: str, place: Json, block: Json, element: Json, value: object) -> Json:
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        return self.control.post(name, user=self.user, value=value, **ids, **_where(place))


def read(message: Json) -> str:
    """Return all that a person reads in a message or view, blocks included."""
    return "\n".join([message.get("text", "") if message.get("ts") else "", *_texts(message)])


def _texts(part: object) -> list[str]:
    if isinstance(part, list):
        return [text for each in part for text in _texts(each)]
    if not isinstance(part, dict):
        return []
    shown = [part["text"]] if isinstance(part.get("text"), str) and "ts" not in part else []
    inside = ("blocks", "text", "fields", "elements", "accessory", "title", "label", "element")
    more = ("rows", "hint", "submit", "close", "options", "description", "child_blocks")
    return shown + [text for name in (*inside, *more) for text in _texts(part.get(name))]


def _interactive(blocks: list[Json]) -> list[tuple[Json, Json]]:
    found = []
    for block in blocks:
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        found += [(block, e) for e in inside if isinstance(e, dict) and "action_id" in e]
    return found


def _labels(element: Json) -> list[str]:
    if element["type"] == "overflow":
        return [option["text"]["text"] for option in element["options"]]
    text = element.get("text")
    return [text["text"]] if isinstance(text, dict) else []


def _where(place: Json) -> Json:
    if "ts" in place:
        return {"channel": place["channel"], "ts": place["ts"]}
    return {"view_id": place["id"]}


def _wait(
    look: Callable[[], Json | None],
    timeout: float,
    what: str,
    present: Callable[[], str] = lambda: "",
) -> Json:
    deadline = time.monotonic() + timeout
    while True:
        found = look()
        if found is not None:
            return found
        if time.monotonic() > deadline:
            there = present()
            raise NotSeen(
                f"{what} did not come within {timeout} s" + (f": {there}" if there else "")
            )
        time.sleep(_POLL_SECONDS)

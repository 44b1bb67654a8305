"""Files: the upload in three steps, as slack_sdk does it and by hand."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.person import Control, Person

Json = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


def fetched(url: str, token: str = "", body: bytes | None = None, kind: str = "") -> bytes:
    """GET or POST bytes."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if kind:
        headers["Content-Type"] = kind
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 - same
        return bytes(response.read())


def ticket(client: WebClient, name: str = "plan.txt", length: int = 5) -> Json:
    answer = client.files_getUploadURLExternal(filename=name, length=length)
    return {"id": str(answer["file_id"]), "url": str(answer["upload_url"])}


def complete(client: WebClient, file_id: str, **more: str) -> Json:
    files = [{"id": file_id, "title": "The plan"}]
    answer = client.files_completeUploadExternal(files=files, **more)  # type: ignore[arg-type]
    return dict(answer["files"][0])


def test_the_sdk_uploads_a_file_that_shows_in_the_channel(client: WebClient, alice: Person) -> None:
    client.files_upload_v2(
        channel="C01OPS",
        content=PNG,
        filename="curve.png",
        title="Restore times",
        alt_txt="A rising curve",
        initial_comment="How long it took",
    )

    [message] = alice.messages()
    [file] = message["files"]
    assert message["text"] == "How long it took"
    assert (file["title"], file["mimetype"], file["size"]) == ("Restore times", "image/png", 72)
    assert (file["alt_txt"], file["channels"]) == ("A rising curve", ["C01OPS"])
    assert fetched(file["url_private"], "xoxb-sandbox") == PNG
    assert fetched(file["url_private_download"], "xoxb-sandbox") == PNG


def test_the_sdk_uploads_two_files_into_a_thread(client: WebClient, alice: Person) -> None:
    root = str(client.chat_postMessage(channel="C01OPS", text="root")["ts"])
    client.files_upload_v2(
        channel="C01OPS",
        thread_ts=root,
        file_uploads=[
            {"content": "one", "filename": "one.txt"},
            {"content": "two", "filename": "two.txt"},
        ],
    )

    [message] = alice.messages()
    [reply] = message["replies"]
    assert [each["name"] for each in reply["files"]] == ["one.txt", "two.txt"]


def test_bytes_may_come_as_a_form(client: WebClient) -> None:
    file = ticket(client)
    form = (
        b'--x\r\nContent-Disposition: form-data; name="filename"; filename="plan.txt"\r\n'
        b"\r\nhello\r\n--x--\r\n"
    )

    assert fetched(file["url"], body=form, kind="multipart/form-data; boundary=x") == b"OK - 5"
    assert fetched(complete(client, file["id"])["url_private"], "xoxb-sandbox") == b"hello"


def test_a_file_shared_nowhere_is_private_and_known_to_the_app(
    client: WebClient, alice: Person
) -> None:
    file = ticket(client)
    fetched(file["url"], body=b"hello")
    complete(client, file["id"])

    told = client.files_info(file=file["id"])["file"]
    assert (told["is_public"], told["title"], told["filetype"]) == (False, "The plan", "txt")
    assert [each["id"] for each in client.files_list()["files"]] == [file["id"]]
    assert alice.messages() == []


@pytest.mark.parametrize("token", ["", "xoxb-other", "xapp-sandbox"])
def test_a_private_address_wants_the_token(client: WebClient, token: str) -> None:
    file = ticket(client)
    fetched(file["url"], body=b"hello")
    url = complete(client, file["id"])["url_private"]

    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetched(url, token)


def test_a_private_address_wants_the_scope(client: WebClient, control: Control) -> None:
    file = ticket(client)
    fetched(file["url"], body=b"hello")
    url = complete(client, file["id"])["url_private"]
    control.post("scopes", remove=["files:read"])

    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetched(url, "xoxb-sandbox")


def test_as_many_bytes_must_come_as_were_announced(client: WebClient) -> None:
    file = ticket(client, length=6)

    with pytest.raises(urllib.error.HTTPError, match="400"):
        fetched(file["url"], body=b"hello")
    with pytest.raises(SlackApiError, match="file_not_found"):
        complete(client, file["id"])


def test_an_upload_is_completed_once(client: WebClient) -> None:
    file = ticket(client)
    fetched(file["url"], body=b"hello")
    complete(client, file["id"])

    with pytest.raises(SlackApiError, match="file_not_found"):
        complete(client, file["id"])
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(file["url"], body=b"hello")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel_id": "C99"}, "invalid_channel"),
        ({"channel_id": "C03RANDOM"}, "not_in_channel"),
        ({"channels": "C01OPS,C02ALERTS", "thread_ts": "1.000000"}, "invalid_arguments"),
        ({"files": "[]"}, "invalid_arguments"),
        ({"files": '[{"title": "no id"}]'}, "invalid_arguments"),
        ({"files": '[{"id": "F99"}]'}, "file_not_found"),
    ],
)
def test_a_completion_that_slack_refuses(
    client: WebClient, alice: Person, arguments: dict[str, str], error: str
) -> None:
    file = ticket(client)
    fetched(file["url"], body=b"hello")
    given = {"files": json.dumps([{"id": file["id"]}]), **arguments}

    with pytest.raises(SlackApiError, match=error):
        client.api_call("files.completeUploadExternal", params=given)
    assert alice.messages() == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "x", "length": "0"}, "missing_argument"),
        ({"filename": "x", "length": "long"}, "invalid_arguments"),
        ({"length": "5"}, "invalid_arguments"),
        ({"filename": "x", "length": "1000000001"}, "file_upload_size_restricted"),
        ({"filename": "x", "length": "1000001", "snippet_type": "python"}, "snippet_too_large"),
        ({"filename": "x", "length": "5", "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
def test_an_upload_that_slack_refuses(
    client: WebClient, arguments: dict[str, str], error: str
) -> None:
    with pytest.raises(SlackApiError, match=error):
        client.api_call("files.getUploadURLExternal", params=arguments)


def test_a_deleted_file_leaves_a_tombstone(client: WebClient, alice: Person) -> None:
    client.files_upload_v2(channel="C01OPS", content="x", filename="x.txt")
    [message] = alice.messages()
    file_id = message["files"][0]["id"]

    client.files_delete(file=file_id)

    [message] = alice.messages()
    assert message["files"] == [{"id": file_id, "mode": "tombstone"}]
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=file_id)


def test_the_old_upload_is_retired(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="method_deprecated"):
        client.api_call("files.upload", params={"channels": "C01OPS", "content": "x"})


def test_what_is_uploaded_cannot_act_on_the_page(client: WebClient, slack: str) -> None:
    file = ticket(client, name="evil.html", length=27)
    fetched(file["url"], body=b"<script>alert('x')</script>")
    complete(client, file["id"])
    url = f"{slack}/control/file/{file['id']}"

    with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - loopback
        assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_an_upload_has_its_bad_days_too(client: WebClient, control: Control) -> None:
    file = ticket(client)
    control.post("faults", kind="server_error", method="upload", count=1)
    with pytest.raises(urllib.error.HTTPError, match="500"):
        fetched(file["url"], body=b"hello")

    control.post("faults", kind="lose_answer", method="upload", count=1)
    with pytest.raises(OSError):  # noqa: PT011 - whatever way urllib says it
        fetched(file["url"], body=b"hello")
    assert complete(client, file["id"])["size"] == 5

"""`files.*`: an upload in three steps, and what there is afterwards.

docs.slack.dev/messaging/working-with-files: a ticket, the bytes (see `uploading`), the completion.
"""

import copy
import secrets

from sandbox.slack import rules, seed, shown
from sandbox.slack.calls import Call, listed_ids, method, page_of
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Message
from sandbox.slack.uploads import ALT_TEXT_MAX, BYTES_MAX, SNIPPET_BYTES_MAX, File


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(call: Call) -> Json:
    """Hand out the address the bytes of one file go to."""
    name = rules.required(call.args, "filename")
    length = _length(call)
    alt_txt = str(call.args.get("alt_txt") or "")
    snippet_type = str(call.args.get("snippet_type") or "")
    if len(alt_txt) > ALT_TEXT_MAX:
        raise Refused("alt_txt_too_large")
    if length > (SNIPPET_BYTES_MAX if snippet_type else BYTES_MAX):
        raise Refused("snippet_too_large" if snippet_type else "file_upload_size_restricted")
    file = File(
        call.workspace.mint("F"),
        name,
        length,
        call.at,
        seed.BOT_USER,
        ticket=secrets.token_urlsafe(24),
        alt_txt=alt_txt,
        snippet_type=snippet_type,
    )
    call.workspace.files[file.id] = file
    address = f"{call.address}/upload/v1/{file.ticket}"
    return {"upload_url": address, "file_id": file.id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(call: Call) -> Json:
    """Finish uploads, and share them in the channels named; without any they stay private."""
    files = _uploaded(call)
    channels = _channels(call)
    text = str(call.args.get("initial_comment") or "")
    rules.check_message({"text": text, "blocks": call.args.get("blocks"), "files": files})
    for file, title in files:
        file.title, file.completed = title, True
    for channel in channels:
        thread_ts = rules.thread_of(call.workspace, channel.id, call.args.get("thread_ts"))
        message = Message(
            call.workspace.mint_ts(call.at),
            channel.id,
            seed.BOT_USER,
            text,
            [] if text else copy.deepcopy(call.args.get("blocks") or []),
            thread_ts=thread_ts,
            files=[file.id for file, _title in files],
        )
        for file, _title in files:
            file.channels.setdefault(channel.id, []).append(message.ts)
        call.workspace.post(message)
    return {"files": [shown.file(call.workspace, file) for file, _title in files]}


@method("files.info", "files:read")
def files_info(call: Call) -> Json:
    """Describe a file."""
    file = _present(call, str(call.args.get("file") or ""))
    return {"file": shown.file(call.workspace, file), "comments": []}


@method("files.list", "files:read")
def files_list(call: Call) -> Json:
    """List the files, oldest first."""
    wanted = call.args.get("channel")
    found = [
        shown.file(call.workspace, each)
        for each in call.workspace.files.values()
        if each.completed and (not wanted or wanted in each.channels)
    ]
    page, _cursor = page_of(call.args, found)
    paging = {"count": len(page), "total": len(found), "page": 1, "pages": 1}
    return {"files": page, "paging": paging}


@method("files.delete", "files:write")
def files_delete(call: Call) -> Json:
    """Delete one of the app's files; messages that carried it show that it is gone."""
    file = _present(call, str(call.args.get("file") or ""))
    if file.user != seed.BOT_USER:
        raise Refused("cant_delete_file")
    del call.workspace.files[file.id]
    for channel, stamps in file.channels.items():
        for ts in stamps:
            message = call.workspace.message(channel, ts)
            if message is not None:
                call.workspace.touch(message, {"type": "file_deleted"})
    return {}


@method("files.upload", "files:write")
def files_upload(_call: Call) -> Json:
    """Refuse: Slack retired this method in 2025."""
    raise Refused("method_deprecated")


def _length(call: Call) -> int:
    try:
        length = int(rules.required(call.args, "length"))
    except ValueError as error:
        line = "[ERROR] must be a number [json-pointer:/length]"
        raise Refused("invalid_arguments", [line]) from error
    if length <= 0:
        raise Refused("missing_argument")
    return length


def _uploaded(call: Call) -> list[tuple[File, str]]:
    """Return the files whose bytes have come, each with the title asked for."""
    named = call.args.get("files")
    if not isinstance(named, list) or not named:
        line = "[ERROR] must be an array of {id, title} [json-pointer:/files]"
        raise Refused("invalid_arguments", [line])
    files = []
    for position, each in enumerate(named):
        if not isinstance(each, dict) or not isinstance(each.get("id"), str):
            line = f"[ERROR] missing required field: id [json-pointer:/files/{position}/id]"
            raise Refused("invalid_arguments", [line])
        file = call.workspace.files.get(each["id"])
        if file is None or file.content is None or file.completed:
            raise Refused("file_not_found")
        files.append((file, str(each.get("title") or "")))
    return files


def _channels(call: Call) -> list[seed.Channel]:
    """Return where to share: every one exists and takes what the bot posts."""
    named = listed_ids(call.args.get("channel_id")) + listed_ids(call.args.get("channels"))
    if call.args.get("thread_ts") and len(named) > 1:
        line = "[ERROR] thread_ts goes with one channel [json-pointer:/thread_ts]"
        raise Refused("invalid_arguments", [line])
    found = []
    for name in dict.fromkeys(named):
        try:
            found.append(rules.posting_channel(call.workspace, name))
        except Refused as refusal:
            if refusal.error == "channel_not_found":
                raise Refused("invalid_channel") from refusal
            raise
    return found


def _present(call: Call, file_id: str) -> File:
    file = call.workspace.files.get(file_id)
    if file is None or not file.completed:
        raise Refused("file_not_found")
    return file

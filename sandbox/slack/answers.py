"""What the app's answers do: to a command, through a response_url, to a submitted modal."""

import copy

from sandbox.slack import rules, seed
from sandbox.slack.methods_views import replace_view, show_view
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, Message, ResponseUrl, View, Workspace


def to_command(workspace: Workspace, hook: ResponseUrl, body: object, at: float) -> Message | None:
    """Show the answer to a slash command; nothing for an empty one.

    Raises:
        Refused: Slack would not show it.
    """
    if not body:
        return None
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict):
        raise Refused("invalid_command_response")
    if not body.get("text") and not body.get("blocks"):
        return None
    return _show(workspace, hook, body, at)


def to_response_url(workspace: Workspace, hook: ResponseUrl, body: Json, at: float) -> None:
    """Do what a POST to a response_url asks for.

    Raises:
        Refused: used up, expired, or faulty.
    """
    if at - hook.at > rules.RESPONSE_URL_SECONDS:
        raise Refused("expired_url")
    if hook.uses >= rules.RESPONSE_URL_USES:
        raise Refused("used_url")
    original = hook.message
    if body.get("delete_original"):
        if original is None:
            raise Refused("cant_delete_message")
        workspace.remove(_still_there(workspace, original))
    elif body.get("replace_original") and original is not None:
        rules.check_message(body)
        _still_there(workspace, original)
        changes = {
            "text": body.get("text") or "",
            "blocks": copy.deepcopy(body.get("blocks") or []),
        }
        workspace.edit(original, changes, at)
    else:
        _show(workspace, hook, body, at)
    hook.uses += 1


def _still_there(workspace: Workspace, original: Message) -> Message:
    if original.only_for:
        found = workspace.whispered(original.only_for, original.ts)
    else:
        found = workspace.message(original.channel, original.ts)
    if found is None:
        raise Refused("message_not_found")
    return found


def to_submission(workspace: Workspace, view: View, body: object) -> None:
    """Do what the answer to a view_submission asks for; an empty one closes the modal.

    Raises:
        Refused: an unknown action, a faulty view, or errors for fields that are not there.
    """
    if not body:
        workspace.close_views(view.user, everything=False)
        return
    if not isinstance(body, dict):
        raise Refused("invalid_response")
    match body.get("response_action"):
        case "clear":
            workspace.close_views(view.user, everything=True)
        case "errors":
            _show_errors(workspace, view, body.get("errors"))
        case "update":
            content = rules.checked_view(body.get("view"), ("modal",))
            rules.free_external_id(workspace, content, but=view)
            replace_view(workspace, view, content)
        case "push":
            content = rules.checked_view(body.get("view"), ("modal",))
            rules.free_external_id(workspace, content)
            if len(workspace.modals[view.user]) >= rules.MODAL_STACK:
                raise Refused("push_limit_reached")
            show_view(workspace, view.user, content)
        case other:
            raise Refused("invalid_response", [f"[ERROR] unknown response_action: {other}"])


def _show_errors(workspace: Workspace, view: View, errors: object) -> None:
    inputs = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise Refused("invalid_response", ["[ERROR] errors must name block_ids of input blocks"])
    view.errors = {str(block_id): str(words) for block_id, words in errors.items()}
    workspace.tell({"type": "views", "user": view.user})


def _show(workspace: Workspace, hook: ResponseUrl, body: Json, at: float) -> Message:
    rules.check_message(body)
    original = hook.message
    message = Message(
        workspace.mint_ts(at),
        hook.channel,
        seed.BOT_USER,
        str(body.get("text") or ""),
        copy.deepcopy(body.get("blocks") or []),
        thread_ts=rules.thread_of(workspace, hook.channel, body.get("thread_ts"))
        or (original.thread_ts if original else None),
        metadata=body.get("metadata"),
    )
    if body.get("response_type") == "in_channel":
        return workspace.post(message)
    message.only_for = hook.user
    return workspace.whisper(message)

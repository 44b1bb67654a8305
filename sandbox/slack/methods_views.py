"""`views.*`: the app opens modals and keeps them and the Home tab up to date."""

import copy

from sandbox.slack import rules, shown
from sandbox.slack.calls import Call, method
from sandbox.slack.inputs import initial_values
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json, View, Workspace


def show_view(workspace: Workspace, user: str, content: Json) -> View:
    """Put a checked view on a person's screen with its inputs at their initial values."""
    view = workspace.new_view(user, copy.deepcopy(content))
    view.values = initial_values(view.content["blocks"])
    workspace.show(view)
    return view


def replace_view(workspace: Workspace, view: View, content: Json) -> None:
    """Change what a view shows; what the person entered in blocks that stay is kept."""
    workspace.change_view(view, copy.deepcopy(content))
    for block_id, entries in initial_values(view.content["blocks"]).items():
        kept = view.values.setdefault(block_id, {})
        for action_id, value in entries.items():
            kept.setdefault(action_id, value)


@method("views.open")
def views_open(call: Call) -> Json:
    """Open a modal for the person whose trigger id it is."""
    content = rules.checked_view(call.args.get("view"), ("modal",))
    rules.free_external_id(call.workspace, content)
    user = rules.spend_trigger(call.workspace, rules.required(call.args, "trigger_id"), call.at)
    if call.workspace.modals.get(user):
        call.workspace.close_views(user, everything=True)
    return {"view": shown.view(show_view(call.workspace, user, content))}


@method("views.push")
def views_push(call: Call) -> Json:
    """Put a modal on top of the one the person acted in."""
    content = rules.checked_view(call.args.get("view"), ("modal",))
    rules.free_external_id(call.workspace, content)
    user = rules.spend_trigger(call.workspace, rules.required(call.args, "trigger_id"), call.at)
    stack = call.workspace.modals.get(user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= rules.MODAL_STACK:
        raise Refused("push_limit_reached")
    return {"view": shown.view(show_view(call.workspace, user, content))}


@method("views.update")
def views_update(call: Call) -> Json:
    """Replace an open view, named by `view_id` or `external_id`."""
    if not call.args.get("view_id") and not call.args.get("external_id"):
        raise Refused("invalid_arguments", ["[ERROR] missing view_id or external_id"])
    view = (
        call.workspace.view(str(call.args["view_id"]))
        if call.args.get("view_id")
        else call.workspace.view_by_external_id(str(call.args["external_id"]))
    )
    if view is None:
        raise Refused("not_found")
    content = rules.checked_view(call.args.get("view"), (view.kind,))
    rules.free_external_id(call.workspace, content, but=view)
    if call.args.get("hash") and call.args["hash"] != view.hash:
        raise Refused("hash_conflict")
    replace_view(call.workspace, view, content)
    return {"view": shown.view(view)}


@method("views.publish")
def views_publish(call: Call) -> Json:
    """Set a person's Home tab."""
    user = rules.known_user(call.workspace, rules.required(call.args, "user_id"))
    content = rules.checked_view(call.args.get("view"), ("home",))
    if not call.workspace.app.home_tab:
        raise Refused("not_enabled")
    rules.free_external_id(call.workspace, content, but=call.workspace.homes.get(user.id))
    present = call.workspace.homes.get(user.id)
    if call.args.get("hash") and (present is None or call.args["hash"] != present.hash):
        raise Refused("hash_conflict")
    return {"view": shown.view(show_view(call.workspace, user.id, content))}

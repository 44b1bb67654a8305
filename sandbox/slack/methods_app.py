"""What the app may ask about itself, the workspace, and the shape of what it sends."""

from sandbox.slack import seed, shown
from sandbox.slack.blocks import Problem, problems
from sandbox.slack.calls import Call, method
from sandbox.slack.rules import Refused
from sandbox.slack.store import Json


@method("api.test", token="")
def api_test(call: Call) -> Json:
    """Say back what came; `error` makes it fail with that word."""
    error = call.args.get("error")
    if error:
        raise Refused(str(error), args=call.args)
    return {"args": call.args} if call.args else {}


@method("apps.connections.open", "connections:write", token=seed.APP_TOKEN)
def apps_connections_open(call: Call) -> Json:
    """Hand out a Socket Mode address; the endpoint adds it, because it is not workspace state."""
    if call.workspace.app.socket_mode is False:
        raise Refused("internal_error", ["[ERROR] Socket Mode is off in the app's manifest"])
    return {"url": call.args["_socket_address"]}


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Say whose token this is."""
    return {
        "url": f"{call.address}/",
        "team": seed.TEAM_NAME,
        "user": call.workspace.app.handle,
        "team_id": seed.TEAM,
        "user_id": seed.BOT_USER,
        "bot_id": seed.BOT,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def auth_revoke(call: Call) -> Json:
    """Take the token away, for good unless `test` is set; `POST /control/token` gives it back."""
    if str(call.args.get("test", "")).lower() in {"1", "true"}:
        return {"revoked": False}
    call.workspace.token_error = "token_revoked"  # noqa: S105 - Slack's word
    return {"revoked": True}


@method("team.info", "team:read")
def team_info(call: Call) -> Json:
    """Describe the workspace."""
    return {
        "team": {
            "id": seed.TEAM,
            "name": seed.TEAM_NAME,
            "domain": seed.TEAM_DOMAIN,
            "url": f"{call.address}/",
            "email_domain": "",
            "icon": {},
        }
    }


@method("bots.info", "users:read")
def bots_info(call: Call) -> Json:
    """Describe the app's bot."""
    if call.args.get("bot") not in (None, seed.BOT):
        raise Refused("bot_not_found")
    return {"bot": shown.bot(call.workspace)}


@method("emoji.list", "emoji:read")
def emoji_list(call: Call) -> Json:
    """List the workspace's own emoji: it has none."""
    return {"emoji": {}, "cache_ts": f"{call.at:.6f}"}


@method("blocks.validate", token="")
def blocks_validate(call: Call) -> Json:
    """Say what Slack would refuse of blocks, a message or a view."""
    given = {name: call.args[name] for name in ("blocks", "message", "view") if call.args.get(name)}
    if len(given) != 1:
        line = "must provide exactly one of `blocks`, `view`, or `message`"
        raise Refused("invalid_arguments", [line])
    [(name, payload)] = given.items()
    if name != "blocks" and not isinstance(payload, dict):
        line = f"[ERROR] must be an object [json-pointer:/{name}]"
        raise Refused("invalid_arguments", [line])
    surface = "message"
    if name == "view":
        surface = "home" if payload.get("type") == "home" else "modal"
    found = problems(payload if name != "blocks" else {"blocks": payload}, surface)
    if found:
        cut = "/blocks" if name == "blocks" else ""
        raise Refused(f"invalid_{name}", errors=[_error(each, cut) for each in found])
    return {}


def _error(problem: Problem, cut: str) -> Json:
    """Return a broken rule as the method writes it; pointers into bare blocks begin there."""
    subject, _, kind = problem.rule.rpartition(".")
    constraint: Json = {"type": kind or problem.rule}
    if subject:
        constraint["field"] = subject
    return {
        "pointer": problem.pointer.removeprefix(cut) or "/",
        "code": "failed_constraint",
        "message": problem.message,
        "constraint": constraint,
    }

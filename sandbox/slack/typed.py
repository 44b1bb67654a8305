"""Typed text as Slack passes it on ("escape channels, users, and links"): pure."""

import re

from sandbox.slack.store import Workspace

_KNOWN_REFERENCE = re.compile(r"<(?:@U\w+|#C\w+|!subteam\^S\w+)(?:\|[^<>]*)?>")
_NAME = re.compile(r"(?<![\w@#<])([@#])([a-z][\w-]*(?:\.\w+)*)")


def escaped(workspace: Workspace, text: str) -> str:
    """Return text with entities escaped and names of people, groups, channels as references.

    References typed in full, like `<@U02BOB>`, stay; broadcasts like `<!channel>` do not.
    """
    parts, end = [], 0
    for reference in _KNOWN_REFERENCE.finditer(text):
        parts += [_named(workspace, text[end : reference.start()]), reference.group()]
        end = reference.end()
    return "".join([*parts, _named(workspace, text[end:])])


def plain(text: str) -> str:
    """Return text with the three characters escaped that mean something to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _named(workspace: Workspace, text: str) -> str:
    return _NAME.sub(lambda match: _reference(workspace, match), plain(text))


def _reference(workspace: Workspace, match: re.Match[str]) -> str:
    sign, name = match.groups()
    if sign == "#":
        for channel in workspace.channels.values():
            if channel.name == name and not channel.is_im:
                return f"<#{channel.id}|{name}>"
        return match.group()
    for user in workspace.users.values():
        if user.name == name:
            return f"<@{user.id}>"
    for group in workspace.groups.values():
        if group.handle == name:
            return f"<!subteam^{group.id}>"
    return match.group()

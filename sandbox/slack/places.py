"""Where a person can act: the channels, messages and views that are there for them."""

from sandbox.slack import seed
from sandbox.slack.store import Message, View, Workspace


class NotThere(Exception):  # noqa: N818 - named after the condition
    """The person, channel, message or view that was named does not exist for this person."""


def member_of(workspace: Workspace, user: str, channel: str) -> seed.Channel:
    """Return a channel that this person is in."""
    if user not in workspace.users:
        raise NotThere(f"no such person: {user}")
    found = workspace.channels.get(channel)
    if found is None or user not in found.members:
        raise NotThere(f"{user} is in no channel {channel}")
    return found


def message_for(workspace: Workspace, user: str, channel: str, ts: str) -> Message:
    """Return a message that this person sees there, perhaps alone."""
    member_of(workspace, user, channel)
    message = workspace.message(channel, ts) or workspace.whispered(user, ts)
    if message is None:
        raise NotThere(f"{user} sees no message {ts} in {channel}")
    return message


def view_for(workspace: Workspace, user: str, view_id: str) -> View:
    """Return this person's Home tab, or the modal in front of them."""
    home = workspace.homes.get(user)
    return home if home and home.id == view_id else front(workspace, user, view_id)


def front(workspace: Workspace, user: str, view_id: str) -> View:
    """Return the modal in front of this person."""
    stack = workspace.modals.get(user, [])
    if not stack or stack[-1].id != view_id:
        raise NotThere(f"the view {view_id} is not in front of {user}")
    return stack[-1]

"""Block Kit composition objects, as data made of `shapes`.

Source: docs.slack.dev/reference/block-kit/composition-objects.
"""

from sandbox.slack.shapes import (
    Check,
    Optional,
    at_least_one_of,
    boolean,
    exactly_one_of,
    items,
    obj,
    plain,
    string,
    text,
)

STYLE = Optional(string(among=("primary", "danger")))
CONFIRM = obj(
    title=plain("confirmation.title"),
    text=text("confirmation.text"),
    confirm=plain("confirmation.confirm"),
    deny=plain("confirmation.deny"),
    style=STYLE,
)


def _option(*kinds: str, **more: Check | Optional) -> Check:
    return obj(
        text=text("option.text", *kinds),
        value=string("option.value"),
        description=Optional(text("option.description", *kinds)),
        **more,
    )


PLAIN_OPTION = _option("plain_text")
RICH_OPTION = _option()
"""In check boxes and radio buttons, which take mrkdwn too."""
OVERFLOW_OPTION = _option("plain_text", url=Optional(string("option.url")))
OPTION_GROUP = obj(
    label=plain("option_group.label"), options=items("option_group.options", PLAIN_OPTION)
)
FILTER = obj(
    at_least_one_of(
        "conversation_filter.content",
        "include",
        "exclude_external_shared_channels",
        "exclude_bot_users",
    ),
    include=Optional(
        items("conversation_filter.include", string(among=("im", "mpim", "private", "public")))
    ),
    exclude_external_shared_channels=Optional(boolean),
    exclude_bot_users=Optional(boolean),
)
DISPATCH = obj(
    trigger_actions_on=Optional(
        items(
            "dispatch_action_config.trigger_actions_on",
            string(among=("on_enter_pressed", "on_character_entered")),
        )
    )
)
WORKFLOW = obj(
    trigger=obj(
        url=string(),
        customizable_input_parameters=Optional(items("", obj(name=string(), value=string()))),
    )
)
SLACK_FILE = obj(
    exactly_one_of("slack_file.source", "id", "url"), id=Optional(string()), url=Optional(string())
)
_ICONS = (
    "archive book bookmark bot bug calendar call caret-left caret-right check clipboard code"
    " comment compass copy cube download edit email eye-closed eye-open file flag folder gear"
    " globe heart help image info key lightbulb link map mobile new-window pin plus refine"
    " refresh rocket save screen share sparkle star star-filled tag thumbs-down thumbs-up trash"
    " upload user warning"
)
SLACK_ICON = obj(type=string(among=("icon",)), name=string(among=tuple(_ICONS.split())))
IMAGE_SOURCE = exactly_one_of("image.source", "image_url", "slack_file")
"""For the image element and the image block: an address or a file in Slack."""

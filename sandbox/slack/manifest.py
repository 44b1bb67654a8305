"""Reads a Slack app manifest, YAML or JSON, into the app that it installs.

docs.slack.dev/reference/app-manifest. What the sandbox has no use for (icons, OAuth, workflows) is
left alone; what it reads is checked as Slack checks it, so that a manifest it takes is one that
Slack takes.
"""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.slack.app import EVENT_SCOPES, App, Command, Shortcut


class BadManifest(ValueError):  # noqa: N818 - named after the condition
    """The manifest cannot be installed; the message says where and why, one line each."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class _Display(_Part):
    name: Annotated[str, Field(min_length=1, max_length=35)]
    description: Annotated[str, Field(max_length=140)] = ""


class _Home(_Part):
    home_tab_enabled: bool = False
    messages_tab_enabled: bool = False
    messages_tab_read_only_enabled: bool = False


class _Bot(_Part):
    display_name: Annotated[str, Field(min_length=1, max_length=80)]


class _Command(_Part):
    command: Annotated[str, Field(pattern="^/[^ ]+$", max_length=32)]
    description: Annotated[str, Field(min_length=1, max_length=2000)]
    usage_hint: Annotated[str, Field(max_length=1000)] = ""
    should_escape: bool = False


class _Shortcut(_Part):
    name: Annotated[str, Field(max_length=24)]
    type: Literal["message", "global"]
    callback_id: Annotated[str, Field(max_length=255)]
    description: Annotated[str, Field(max_length=150)]


class _Features(_Part):
    app_home: _Home = _Home()
    bot_user: _Bot | None = None
    slash_commands: Annotated[list[_Command], Field(max_length=50)] = []
    shortcuts: Annotated[list[_Shortcut], Field(max_length=10)] = []


class _Scopes(_Part):
    bot: Annotated[list[str], Field(max_length=255)] = []
    bot_optional: Annotated[list[str], Field(max_length=255)] = []


class _OAuth(_Part):
    scopes: _Scopes = _Scopes()


class _Subscriptions(_Part):
    request_url: str = ""
    bot_events: Annotated[list[str], Field(max_length=100)] = []


class _Interactivity(_Part):
    is_enabled: bool


class _Settings(_Part):
    event_subscriptions: _Subscriptions = _Subscriptions()
    interactivity: _Interactivity = _Interactivity(is_enabled=False)
    socket_mode_enabled: bool = False


class _Manifest(_Part):
    display_information: _Display
    features: _Features = _Features()
    oauth_config: _OAuth = _OAuth()
    settings: _Settings = _Settings()


def read_manifest(path: Path) -> App:
    """Return the app a manifest file installs.

    Raises:
        BadManifest: it is not there, not YAML or JSON, or Slack would refuse it.
    """
    try:
        text = path.read_text()
    except OSError as error:
        raise BadManifest(f"{path}: {error.strerror or error}") from error
    try:
        return installed(text)
    except BadManifest as problem:
        raise BadManifest(f"{path}: {problem}") from problem


def installed(text: str) -> App:
    """Return the app that the text of a manifest installs.

    Raises:
        BadManifest: as `read_manifest`.
    """
    try:
        document = yaml.safe_load(text)  # JSON is YAML
    except yaml.YAMLError as error:
        raise BadManifest(f"neither YAML nor JSON: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict):
        raise BadManifest("a manifest is an object, with display_information at least")
    try:
        manifest = _Manifest.model_validate(document)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise BadManifest("; ".join(lines)) from error
    app = _app(manifest)
    lacking = _lacking(app)
    if lacking:
        raise BadManifest("; ".join(lacking))
    return app


def _app(manifest: _Manifest) -> App:
    features, settings = manifest.features, manifest.settings
    bot = features.bot_user
    scopes = manifest.oauth_config.scopes
    return App(
        name=bot.display_name if bot else manifest.display_information.name,
        scopes=frozenset(scopes.bot) | frozenset(scopes.bot_optional),
        commands={
            each.command: Command(
                each.command, each.should_escape, each.description, each.usage_hint
            )
            for each in features.slash_commands
        },
        shortcuts={
            each.callback_id: Shortcut(each.callback_id, each.name, each.type)
            for each in features.shortcuts
        },
        bot_events=frozenset(settings.event_subscriptions.bot_events),
        home_tab=features.app_home.home_tab_enabled,
        messages_tab=features.app_home.messages_tab_enabled,
        messages_tab_read_only=features.app_home.messages_tab_read_only_enabled,
        interactive=settings.interactivity.is_enabled,
        socket_mode=settings.socket_mode_enabled,
    )


def _lacking(app: App) -> list[str]:
    """Return what the app asks for without the scope that it takes."""
    found = []
    if (app.commands or app.shortcuts) and "commands" not in app.scopes:
        found.append("oauth_config.scopes.bot: commands and shortcuts need the scope commands")
    for event in sorted(app.bot_events):
        needed = EVENT_SCOPES.get(event, ())
        if needed and app.scopes.isdisjoint(needed):
            found.append(
                f"settings.event_subscriptions.bot_events: {event} needs the scope "
                f"{' or '.join(needed)}"
            )
    return found

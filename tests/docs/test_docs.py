"""The documentation says what is there, and leaves nothing out."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from bot.render.steps import TITLES
from bot.settings import BotSettings
from recovery.config import load_config
from recovery.guide import docs_table
from recovery.verbs import VERBS
from workers.kinds import KINDS
from workers.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def test_the_table_of_commands_is_the_table_of_verbs() -> None:
    assert docs_table() in text_of("docs/commands.md")


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_command_in_the_docs_is_one_people_can_type(doc: Path) -> None:
    for verb in re.findall(r"`/ddbdr ([a-z]+)", doc.read_text()):
        assert verb in VERBS, f"{doc.name} shows `/ddbdr {verb}`"


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_link_leads_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", doc.read_text()):
        assert (doc.parent / target).exists(), f"{doc.name} links to {target}"


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_every_file_named_in_the_docs_exists(doc: Path) -> None:
    rooms = "bot|workers|recovery|sandbox|bench|deploy|tests"
    for name in re.findall(rf"`((?:{rooms})/[\w/.-]+\.\w+)`", doc.read_text()):
        assert (ROOT / name).exists(), f"{doc.name} names {name}"


def test_every_variable_is_documented_and_the_other_way_round() -> None:
    read = _variables(BotSettings) | _variables(Settings)
    told = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", text_of("docs/configuration.md"), re.MULTILINE))
    assert told == read


def _variables(settings: type[BaseSettings]) -> set[str]:
    return {
        str(field.validation_alias.choices[0])
        if isinstance(field.validation_alias, AliasChoices)
        else name.upper()
        for name, field in settings.model_fields.items()
    }


def test_every_setting_of_the_configuration_is_documented_and_valid() -> None:
    document = text_of("docs/configuration.md")
    sample = re.search(r"```yaml\n(.*?)```", document, re.DOTALL)
    assert sample is not None
    config = load_config(sample.group(1))
    for name in _names(config.model_json_schema()):
        assert f"`{name}`" in document, f"docs/configuration.md does not explain `{name}`"


def _names(schema: dict[str, object]) -> set[str]:
    names: set[str] = set()
    definitions = schema.get("$defs", {})
    assert isinstance(definitions, dict)
    for part in (schema, *definitions.values()):
        names.update(part.get("properties", {}))
    return names


def test_every_step_is_documented_under_its_kind_in_its_order() -> None:
    sections = re.split(r"^## ", text_of("docs/steps.md"), flags=re.MULTILINE)[1:]
    told = {
        section.split("\n", 1)[0]: re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)
        for section in sections
    }
    assert told == {name: list(kind.steps) for name, kind in KINDS.items()}


def test_every_step_has_words_for_people() -> None:
    named = {step for kind in KINDS.values() for step in kind.steps}
    assert set(TITLES) == named


def test_the_procfile_names_exactly_the_documented_processes() -> None:
    lines = text_of("Procfile").splitlines()
    names = [line.partition(":")[0] for line in lines]
    assert names == ["bot", "poster", "clock", "worker", "listener"]
    for line in lines:
        command = line.partition(":")[2].split()
        assert command[:2] == ["python", "-m"], "one plain command a line"
    document = text_of("docs/configuration.md")
    assert all(f"**{name}**" in document for name in names)


def test_the_slack_manifest_fits_the_product() -> None:
    manifest = yaml.safe_load(text_of("deploy/slack-manifest.yaml"))
    [command] = manifest["features"]["slash_commands"]
    assert command["command"] == "/ddbdr"
    assert command["should_escape"] is True
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert not [scope for scope in scopes if "history" in scope], "cards need no history"
    assert {"commands", "chat:write", "app_mentions:read"} <= set(scopes)

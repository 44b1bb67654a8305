"""Every block Slack has, posted through chat.postMessage and looked at in a browser."""

import re

import pytest
from playwright.sync_api import Locator, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.slack.block_shapes import BLOCKS
from tests.browser.conftest import Json, Screen
from tests.browser.gallery import GALLERY, TASKS

pytestmark = pytest.mark.browser


def post(screen: Screen, client: WebClient, name: str) -> Locator:
    client.chat_postMessage(channel="C01OPS", text=name, blocks=GALLERY[name])
    message = screen.log.get_by_role("article").last
    expect(message).to_be_visible()
    return message.locator(".message-body")


def test_the_gallery_has_every_block_of_messages() -> None:
    shown = {block["type"] for blocks in GALLERY.values() for block in blocks}
    assert shown == set(BLOCKS) - {"alert", "file"}  # modals only; remote files are not played


def test_every_block_is_drawn(screen: Screen, client: WebClient) -> None:
    for name, blocks in GALLERY.items():
        client.chat_postMessage(channel="C01OPS", text=name, blocks=blocks)
    drawn = screen.log.locator(".block")
    expect(drawn.last).to_be_visible()
    assert drawn.count() >= len(GALLERY)
    assert screen.log.locator(".unknown").count() == 0
    wider = "node => node.scrollWidth > node.clientWidth"
    assert screen.log.evaluate(wider) is False


def test_a_header_a_section_and_a_context(screen: Screen, client: WebClient) -> None:
    shown = post(screen, client, "header")
    expect(shown.get_by_role("heading", name="Restoring orders")).to_be_visible()
    expect(shown.get_by_role("img", name="hourglass")).to_be_visible()

    shown = post(screen, client, "section")
    expect(shown.locator("strong").first).to_have_text("running")
    expect(shown.locator(".fields .prose")).to_have_text(["From\norders", re.compile("^Into")])
    expect(shown.get_by_role("img", name="Reads of orders, flat")).to_be_visible()

    shown = post(screen, client, "context")
    expect(shown.locator(".context")).to_contain_text("asked by @alice")


def test_tables(screen: Screen, client: WebClient) -> None:
    shown = post(screen, client, "table")
    expect(shown.get_by_role("columnheader")).to_have_text(["Table", "Size"])
    expect(shown.get_by_role("cell", name="12.1 GB")).to_have_css("text-align", "right")


def test_a_data_table_is_sorted_filtered_and_leafed_through(
    screen: Screen, client: WebClient
) -> None:
    shown = post(screen, client, "data_table")
    names = shown.get_by_role("rowheader")
    expect(names).to_have_text(["nightly-1", "nightly-2", "nightly-3", "nightly-4"])
    shown.get_by_role("button", name="Minutes").click()
    expect(names).to_have_text(["nightly-2", "nightly-4", "nightly-6", "nightly-1"])
    minutes = shown.get_by_role("columnheader", name="Minutes")
    expect(minutes).to_have_attribute("aria-sort", "ascending")
    shown.get_by_role("button", name="Next page").click()
    expect(names).to_have_text(["nightly-5", "nightly-3"])
    shown.get_by_role("button", name="Minutes").click()
    expect(names.first).to_have_text("nightly-3")
    shown.get_by_role("searchbox", name="Filter Backups").fill("nightly-6")
    expect(names).to_have_text(["nightly-6"])


def test_a_table_stays_sorted_through_an_update(screen: Screen, client: WebClient) -> None:
    blocks = [{**GALLERY["data_table"][0], "block_id": "backups"}]
    posted = client.chat_postMessage(channel="C01OPS", text="t", blocks=blocks)
    screen.log.get_by_role("button", name="Minutes").click()
    client.chat_update(channel="C01OPS", ts=str(posted["ts"]), text="t2", blocks=blocks)
    expect(screen.log.locator(".edited").first).to_be_visible()
    expect(screen.log.get_by_role("rowheader").first).to_have_text("nightly-2")


def test_charts_are_drawings_with_their_figures_as_a_table(
    screen: Screen, client: WebClient
) -> None:
    shown = post(screen, client, "bar")
    expect(shown.locator("svg rect")).to_have_count(10)
    expect(shown.get_by_role("table", name="RPO by day (bar)")).to_be_attached()
    expect(shown.get_by_role("cell", name="22")).to_be_attached()
    expect(shown.locator(".legend li")).to_have_text(["orders", "customers"])

    shown = post(screen, client, "line")
    expect(shown.locator("svg polyline")).to_have_count(2)
    shown = post(screen, client, "area")
    expect(shown.locator("svg polygon")).to_have_count(1)
    shown = post(screen, client, "pie")
    expect(shown.locator("svg path")).to_have_count(3)
    expect(shown.locator(".legend")).to_contain_text("us-east-2 · 12 (55 %)")


def test_a_plan_unfolds_and_is_folded_again_by_an_update(screen: Screen, client: WebClient) -> None:
    shown = post(screen, client, "plan")
    expect(shown).to_contain_text("1 of 4 done")
    task = shown.get_by_text("AWS is copying the data")
    expect(task).to_be_hidden()
    shown.get_by_text("Restore orders").click()
    expect(task).to_be_visible()
    expect(shown.get_by_role("img", name="In progress")).to_be_visible()
    expect(shown.get_by_role("img", name="Failed")).to_be_visible()

    ts = screen.log.get_by_role("article").last.get_attribute("data-ts")
    blocks = [{"type": "plan", "title": "Restore orders now", "tasks": TASKS}]
    client.chat_update(channel="C01OPS", ts=str(ts), text="plan", blocks=blocks)
    expect(shown).to_contain_text("Restore orders now")
    expect(task).to_be_hidden()


def test_cards_carousels_and_containers(screen: Screen, client: WebClient) -> None:
    shown = post(screen, client, "card")
    expect(shown.get_by_role("group", name="orders copy 1")).to_contain_text("12.1 GB")
    shown = post(screen, client, "carousel")
    expect(shown.locator(".card")).to_have_count(4)
    last = shown.locator(".card").last
    expect(last).not_to_be_in_viewport(ratio=0.9)
    for _ in range(3):
        shown.get_by_role("button", name="Next cards").click()
    expect(last).to_be_in_viewport(ratio=0.9)
    shown = post(screen, client, "container")
    expect(shown.get_by_text("comes first")).to_be_visible()
    shown.get_by_text("Two records").click()
    expect(shown.get_by_text("comes first")).to_be_hidden()


def test_rich_text_and_markdown(screen: Screen, client: WebClient) -> None:
    shown = post(screen, client, "rich_text")
    expect(shown.locator("ol li")).to_have_text(["first", "second"])
    expect(shown.locator("ul.indent-1 li")).to_have_text("inside")
    expect(shown.locator(".mention")).to_have_text(["@bob", "#alerts", "@dr-approvers", "@here"])
    expect(shown.get_by_role("link", name="the runbook")).to_be_visible()
    expect(shown).to_contain_text("2026-11-13 18:09")
    expect(shown.locator("pre")).to_contain_text("list-backups")

    shown = post(screen, client, "markdown")
    expect(shown.get_by_role("heading", name="What was restored")).to_be_visible()
    expect(shown.locator("ol ul li")).to_have_text("watch the alarms")
    expect(shown.get_by_role("checkbox", name="done")).to_be_checked()
    expect(shown.get_by_role("cell", name="1,204")).to_have_css("text-align", "right")
    expect(shown.locator("blockquote")).to_have_text("It took 38 minutes.")


@pytest.mark.usefixtures("connect")
def test_buttons_ask_first_and_tell_the_app(app: App, screen: Screen, client: WebClient) -> None:
    clicks: list[str] = []

    @app.action(re.compile("approve|delete|more"))
    def clicked(ack: Ack, body: Json) -> None:
        ack()
        action = body["actions"][0]
        clicks.append(action.get("selected_option", action).get("value") or action["action_id"])

    shown = post(screen, client, "actions")
    shown.get_by_role("button", name="Approve restore").click()
    shown.get_by_role("button", name="Delete restored table").click()
    question = screen.page.get_by_role("alertdialog", name="Delete the restored table?")
    expect(question.locator("strong")).to_have_text("and its data")
    question.get_by_role("button", name="Keep it").click()
    expect(shown.get_by_role("button", name="Delete restored table")).to_be_focused()
    shown.get_by_role("button", name="Delete restored table").click()
    question.get_by_role("button", name="Delete it").click()
    menu = shown.get_by_role("button", name="More actions")
    menu.focus()
    menu.press("ArrowDown")
    expect(shown.get_by_role("menuitem", name="As aws commands")).to_be_focused()
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("Enter")
    expect(shown.get_by_role("menu")).to_be_hidden()
    screen.page.wait_for_timeout(100)
    assert clicks == ["approve", "delete", "cancel"]


@pytest.mark.usefixtures("connect")
def test_choices_in_a_message_reach_the_app(app: App, screen: Screen, client: WebClient) -> None:
    chosen: Json = {}

    @app.action(re.compile(".*"))
    def choice(ack: Ack, body: Json) -> None:
        ack()
        action = body["actions"][0]
        value = {k: v for k, v in action.items() if k.startswith("selected_")}
        chosen[action["action_id"]] = next(iter(value.values()))

    shown = post(screen, client, "selects")
    shown.get_by_role("combobox", name="Table", exact=True).fill("cust")
    shown.get_by_role("option", name="customers").click()
    shown.get_by_role("combobox", name="Person").click()
    shown.get_by_role("option", name="@bob").click()
    shown.get_by_role("combobox", name="Tables").click()
    shown.get_by_role("option", name="customers").click()
    shown.get_by_role("radio", name="customers").check()
    shown.get_by_label("time").fill("03:15")
    shown.get_by_label("time").blur()
    expect(shown.locator(".chip")).to_have_text(["orders✕", "customers✕"])
    screen.page.wait_for_timeout(150)
    assert chosen["table"]["value"] == "c"
    assert chosen["person"] == "U02BOB"
    assert [each["value"] for each in chosen["tables"]] == ["o", "c"]
    assert chosen["mode"]["value"] == "c"
    assert chosen["time"] == "03:15"


def test_an_open_menu_stays_open_while_its_message_is_updated(
    screen: Screen, client: WebClient
) -> None:
    shown = post(screen, client, "actions")
    ts = screen.log.get_by_role("article").last.get_attribute("data-ts")
    shown.get_by_role("button", name="More actions").click()
    header = GALLERY["header"][0]
    blocks = [header, *GALLERY["actions"]]
    client.chat_update(channel="C01OPS", ts=str(ts), text="more", blocks=blocks)
    screen.page.wait_for_timeout(400)
    expect(shown.get_by_role("menuitem", name="Cancel")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(shown.get_by_role("heading", name="Restoring orders")).to_be_visible()


def test_a_click_nobody_answers_says_so(screen: Screen, client: WebClient) -> None:
    shown = post(screen, client, "actions")
    shown.get_by_role("button", name="Approve restore").click()
    expect(screen.page.get_by_role("status").filter(has_text="dispatch_failed")).to_be_visible()


def test_video_and_feedback(screen: Screen, client: WebClient) -> None:
    shown = post(screen, client, "video")
    expect(shown.get_by_role("link", name="How a restore looks")).to_be_visible()
    expect(shown.get_by_role("img", name="Screen recording of a restore")).to_be_visible()
    shown = post(screen, client, "context_actions")
    expect(shown.get_by_role("button")).to_have_count(3)
    for name in ("Helpful", "Not helpful", "Remove"):
        expect(shown.get_by_role("button", name=name, exact=True)).to_be_visible()


@pytest.mark.usefixtures("connect")
def test_clicks_inside_cards_carousels_and_feedback_reach_the_app(
    app: App, screen: Screen, client: WebClient
) -> None:
    clicks: list[tuple[str, str | None]] = []

    @app.action(re.compile(".*"))
    def clicked(ack: Ack, body: Json) -> None:
        ack()
        clicks.append((body["actions"][0]["action_id"], body["actions"][0].get("value")))

    shown = post(screen, client, "carousel")
    shown.get_by_role("group", name="orders copy 2").get_by_role("button", name="Look").click()
    shown = post(screen, client, "context_actions")
    shown.get_by_role("button", name="Not helpful").click()
    expect(shown.get_by_role("button", name="Not helpful")).to_have_attribute(
        "aria-pressed", "true"
    )
    shown.get_by_role("button", name="Remove").click()
    screen.page.wait_for_timeout(150)
    assert clicks == [("look2", None), ("helpful", "no"), ("trash", None)]

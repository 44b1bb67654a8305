"""`make tour`: the demo's story played unattended, in bad weather; exit 0 only if AWS agrees.

Everything goes the way of a person: commands and clicks on the local Slack. Meanwhile
Slack and AWS have faults, each of which must have been met. What came of it is then
asked of AWS with plain boto3, past the product.
"""

import os
import sys
import time
from collections.abc import Callable

import click
from botocore.exceptions import BotoCoreError

from sandbox.isolation import NotLoopback, isolate
from sandbox.processes import Ended, unwind_on_sigterm, wait_until
from sandbox.seed import REGION, Story, seed
from sandbox.slack.person import NotSeen
from sandbox.stack import Stack
from sandbox.timelapse import STROLL, TimeLapse
from sandbox.tour_cast import (
    ALERTS,
    DR_REGION,
    PATIENCE_SECONDS,
    Cast,
    Disagrees,
    expect,
    say,
    seen,
    shown,
)
from sandbox.tour_hours import three_hours
from sandbox.weather import OnAws, OnSlack, Weather

OUTAGE_SECONDS = 8.0


class Tour(Cast):
    """The story, chapter by chapter; each prints what a person would see."""

    def __init__(self, stack: Stack, story: Story) -> None:
        """Play on a running stack what has happened there."""
        super().__init__(stack)
        self._story = story
        self._weather = Weather(stack.slack_url, stack.aws_url)

    def play(self) -> None:
        """All chapters in order.

        Raises:
            Disagrees, NotSeen: At the first thing that is not as it should be.
        """
        self._chapter("Alice looks around", self.look)
        self._chapter(
            'She restores orders as they were "10 minutes ago"; bob approves',
            self.restore,
            OnAws("lost_answer", "RestoreTableToPointInTime"),
            OnAws("throttle", "DescribeContinuousBackups"),
            OnSlack("rate_limited", "chat.update", count=2, seconds=2),
        )
        self._chapter(
            "She takes a backup of orders as they are, for the post-mortem",
            self.back_up,
            OnAws("lost_answer", "CreateBackup"),
            OnSlack("server_error", "chat.postMessage"),
        )
        self._chapter("What cannot be done is said before anyone is asked", self.refuse)
        self._chapter(
            "invoices was deleted two days ago; it comes back from what AWS kept",
            self.bring_back_what_was_deleted,
            OnAws("error", "RestoreTableFromBackup"),
            OnSlack("lose_answer", "chat.postMessage"),
        )
        self._chapter(
            f"orders as of ten minutes before the damage, in {DR_REGION}, without indexes",
            self.restore_in_the_other_region,
            OnAws("unreachable", "RestoreTableToPointInTime"),
            OnSlack("refuse", "chat.update", count=3),
        )
        self._chapter(
            "A restore is cancelled while AWS works on it",
            self.cancel,
            OnAws("throttle", "DeleteTable"),
        )
        self._chapter(
            "She protects orders; three hours pass, ddbdr is away for the second",
            lambda: three_hours(self),
            OnAws("throttle", "CreateBackupPlan"),
            OnAws("lost_answer", "CreateBackupSelection"),
            OnSlack("rate_limited", "chat.postMessage", count=2, seconds=2),
        )
        self.ask_the_second_checker()

    def ask_the_second_checker(self) -> None:
        """Slack's own SDK must find nothing in all that was sent that the sandbox did not."""
        opinions = self.alice.control.get("opinions")
        expect(
            opinions["judged"] > 0 and not opinions["differing"],
            f"slack_sdk's models agree on all {opinions['judged']} messages and views sent",
        )

    def _chapter(self, title: str, tell: Callable[[], None], *faults: OnSlack | OnAws) -> None:
        """Tell one chapter in its weather, all of which must have been met when it ends."""
        click.echo(click.style(f"\n{title}", fg="cyan", bold=True))
        for fault in faults:
            click.echo(click.style(f"  ☂ {fault}", fg="yellow"))
        self._weather.gather(*faults)
        tell()
        unmet = self._weather.clear()
        if unmet:
            raise Disagrees(f"nothing ever met this weather: {', '.join(unmet)}")
        if faults:
            expect(not unmet, "all of this weather was met, and it went well")

    def look(self) -> None:
        """Reading needs nobody's approval and changes nothing."""
        wait_until(
            "the worker's first look at AWS",
            lambda: "orders" in shown(self.alice.types("/ddbdr tables")),
            seconds=PATIENCE_SECONDS,
        )
        for command in ("/ddbdr help", "/ddbdr tables", "/ddbdr pitr orders"):
            self.types(self.alice, command)

    def back_up(self) -> None:
        """A backup starts at once and says so where it matters."""
        job = self.start(self.alice, "/ddbdr backup orders --reason 'for the post-mortem'")
        self.end(job, "succeeded")
        notice = self.wait(ALERTS, lambda m: m["text"].startswith("BackupCompleted · orders"))
        say("#alerts", notice["text"])
        found = self.aws().list_backups(TableName="orders", BackupType="USER")
        names = [b["BackupName"] for b in found["BackupSummaries"] if job[2:] in b["BackupName"]]
        expect(len(names) == 1, f"AWS has exactly one backup of job {job}: {names}")

    def restore(self) -> None:
        """The story: ten minutes ago the data was good."""
        job = self.start(self.alice, '/ddbdr restore orders --at "10 minutes ago"')
        card = self.card(job, "awaiting approval")
        say("#operations", seen(card))
        self.alice.clicks(card, "Approve restore")
        refusal = self.alice.wait_for_private(lambda m: "You asked for this one" in m["text"])
        say("alice only", refusal["text"])
        self.bob.clicks(self.card(job, "awaiting approval"), "Approve restore")
        self.end(job, "succeeded")
        total, count = self.totals(f"orders-ddbdr-{job[2:]}", REGION)
        expect(
            (total, count) == (self._story.total_before_damage, self._story.orders),
            f"AWS has {count} orders worth {total / 100:,.2f} in the restored table",
        )
        expect(self.totals("orders", REGION)[0] == 0, "the damaged table was left alone")

    def refuse(self) -> None:
        """Bad input gets an answer, and nothing happens on AWS."""
        before = self.tables()
        self.types(self.alice, "/ddbdr bakup orders")
        self.types(self.alice, "/ddbdr restore orders --at 11/12")
        self.types(self.vic, "/ddbdr restore orders --latest")
        for command in (
            "/ddbdr restore nosuchtable --latest",
            "/ddbdr restore sessions --at '1 hour ago'",
            "/ddbdr restore orders --at '100 days ago'",
            "/ddbdr restore orders --latest --as customers",
        ):
            self.end(self.start(self.alice, command), "refused")
        expect(self.tables() == before, "AWS is as it was")

    def bring_back_what_was_deleted(self) -> None:
        """A table that is gone comes back under its own name from the backup AWS made."""
        job = self.start(self.alice, "/ddbdr restore invoices --backup latest")
        self.approve(job)
        self.end(job, "succeeded")
        count = sum(1 for _ in self.items("invoices", REGION))
        expect(count == self._story.invoices, f"AWS has {count} invoices under their own name")

    def restore_in_the_other_region(self) -> None:
        """Native cross-region restore, by ARN, without indexes."""
        at = self._story.damaged_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        name = "orders-dr"
        job = self.start(
            self.alice,
            f"/ddbdr restore orders --at {at} --region {DR_REGION} --as {name} --without-indexes",
        )
        self.approve(job)
        dr = self.aws(DR_REGION)
        wait_until("the table on AWS", lambda: name in dr.list_tables()["TableNames"], seconds=30)
        with self._weather.outage(DR_REGION):
            say("weather", f"{DR_REGION} is gone")
            expect(self._is_gone(DR_REGION), "AWS does not answer there, whoever asks")
        say("weather", f"{DR_REGION} is back")
        self.end(job, "succeeded")
        table = dr.describe_table(TableName=name)["Table"]
        expect("GlobalSecondaryIndexes" not in table, "AWS has no index on it")
        count = self.totals(name, DR_REGION)[1]
        expect(count == self._story.orders, f"AWS has {count} orders in {DR_REGION}")

    def cancel(self) -> None:
        """Cancelling says the truth: AWS cannot stop; the table goes when it is ready."""
        job = self.start(self.alice, "/ddbdr restore orders --latest --as orders-mistake")
        self.approve(job)
        wait_until("the table on AWS", lambda: "orders-mistake" in self.tables(), seconds=30)
        self.types(self.alice, f"/ddbdr cancel {job} --reason 'wrong table'")
        self.end(job, "cancelled")
        expect("orders-mistake" not in self.tables(), "AWS does not have that table any more")

    def _is_gone(self, region: str) -> bool:
        """Whether AWS stays silent there, also a few seconds later, when the job has looked."""
        time.sleep(OUTAGE_SECONDS)
        try:
            self.aws(region).list_tables()
        except BotoCoreError:
            return True
        return False


def main() -> int:
    """Play it; 0 if all of it holds."""
    isolate(os.environ, "REDIS_URL")
    unwind_on_sigterm()
    stories: list[Story] = []
    try:
        with Stack(
            outside=os.environ,
            speed=STROLL,
            prepare=lambda endpoint: stories.append(seed(endpoint)),
        ) as stack:
            return play(stack, stories[0])
    except (NotLoopback, Ended) as problem:
        click.echo(str(problem), err=True)
        return 2


def play(stack: Stack, story: Story) -> int:
    """Play it on a running stack; where something does not hold, show what each process said."""
    lapse = TimeLapse(stack.ledger, stack.clock_url)
    lapse.start()
    try:
        Tour(stack, story).play()
    except (Disagrees, NotSeen, TimeoutError) as problem:
        click.echo(click.style(f"\n  ✗ {problem}", fg="red"), err=True)
        for process in stack.processes.values():
            tail = process.said().splitlines()[-15:]
            click.echo(f"--- {process.name}\n" + "\n".join(tail), err=True)
        return 1
    finally:
        lapse.stop()
    click.echo(click.style("\nAll of it holds.", fg="green", bold=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())

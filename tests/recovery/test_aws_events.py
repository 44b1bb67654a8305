"""Events of AWS: each kind understood, every oddity borne, one key for one happening."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from recovery.aws_events import TOLD_CALLS, AwsEvent, Malformed, key_of, notice_of, read_event
from recovery.aws_events.offers import OFFERS
from recovery.aws_events.queue_policy import complaint
from recovery.config import load_config
from recovery.grammar import parse
from recovery.outcome import Notice
from tests import aws_samples as samples

CONFIGURED = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
operators: [U01ALICE]
"""
CONFIG = load_config(CONFIGURED)
Json = dict[str, Any]
RESTORED = samples.TABLE.replace("orders", "orders-restored")


def read(message: Json) -> AwsEvent:
    event = read_event(samples.text(message))
    assert isinstance(event, AwsEvent), event
    return event


def news(message: Json) -> Notice:
    notice = notice_of(read(message), CONFIG)
    assert notice is not None
    return notice


def line(message: Json) -> str:
    """The notice as one line, without what only a renderer adds."""
    notice = news(message)
    told = [f"{label} {text}".strip() for label, text in notice.detail]
    return " · ".join(part for part in (notice.name, notice.table, notice.region, *told) if part)


class TestStateChanges:
    def test_a_completed_backup(self) -> None:
        event = read(samples.backup("COMPLETED"))
        assert (event.kind, event.state) == ("backup-job", "COMPLETED")
        assert event.size_bytes == 12992276889, "written as text"
        assert event.ids == (samples.BACKUP_JOB, samples.POINT)
        assert line(samples.backup("COMPLETED")) == (
            "BackupCompleted · orders · us-east-2 · size 12.1 GB · vault ddbdr"
        )

    def test_completed_with_issues_says_which(self) -> None:
        told = line(samples.backup("COMPLETED", statusMessage='"The stream was  not read."'))
        assert told.endswith("with issues: The stream was not read.")

    def test_the_first_state_has_three_fields_and_is_no_news(self) -> None:
        event = read(samples.created())
        assert (event.job_id, event.table, event.is_foreign) == (samples.BACKUP_JOB, "", False)
        assert notice_of(event, CONFIG) is None

    @pytest.mark.parametrize("state", ["CREATED", "PENDING", "RUNNING", "ABORTING"])
    def test_progress_is_no_news(self, state: str) -> None:
        assert notice_of(read(samples.backup(state)), CONFIG) is None

    @pytest.mark.parametrize(
        ("state", "name"),
        [
            ("FAILED", "BackupFailed"),
            ("ABORTED", "BackupAborted"),
            ("EXPIRED", "BackupExpired"),
            ("PARTIAL", "BackupPartial"),
        ],
    )
    def test_whatever_is_no_success_is_urgent(self, state: str, name: str) -> None:
        notice = news(samples.backup(state, statusMessage='"There was a running job."'))
        assert (notice.name, notice.urgent) == (name, True)
        assert notice.detail == (("", "There was a running job."),)
        assert notice.offers == (("Back up now", "backup prod/us-east-2/orders"),)

    def test_a_backup_is_offered_to_be_copied_unless_its_plan_does_that(self) -> None:
        by_hand = news(samples.backup("COMPLETED"))
        copy = "copy prod/us-east-2/orders --region us-west-1"
        assert by_hand.offers == (("Copy to us-west-1", copy),)
        by_plan = news(samples.backup("COMPLETED", createdBy={"backupPlanId": "b58e3621"}))
        assert by_plan.offers == (("Backups", "backups prod/us-east-2/orders"),)

    def test_a_backup_in_the_dr_region_is_not_offered_to_be_copied_to_where_it_is(self) -> None:
        away = samples.TABLE.replace("us-east-2", "us-west-1")
        made = news(samples.backup("COMPLETED", resourceArn=away) | {"region": "us-west-1"})
        assert made.offers == (("Backups", "backups prod/us-west-1/orders"),)

    def test_a_recovery_point_of_another_account_is_a_copy(self) -> None:
        away = samples.POINT.replace(samples.ACCOUNT, "210987654321")
        made = news(samples.point("COMPLETED", away) | {"account": "210987654321"})
        assert (made.name, made.account) == ("CopyCompleted", "prod")
        assert made.detail[0] == ("to", "210987654321/us-east-2")

    def test_a_failure_without_reason_says_so(self) -> None:
        assert news(samples.backup("FAILED")).detail == (("", "AWS gives no reason"),)

    def test_a_copy_names_both_regions(self) -> None:
        notice = news(samples.copy("COMPLETED"))
        assert (notice.region, ("to", "us-west-1")) == ("us-east-2", notice.detail[0])
        assert notice.also == (samples.COPY,)

    def test_a_failed_copy_can_be_asked_for_again(self) -> None:
        notice = news(samples.copy("FAILED", statusMessage="vault key disabled"))
        assert line(samples.copy("FAILED", statusMessage="vault key disabled")) == (
            "CopyFailed · orders · us-east-2 · to us-west-1 · vault key disabled"
        )
        assert notice.offers == (("Copy again", "copy prod/us-east-2/orders --region us-west-1"),)

    def test_an_absent_arn_is_an_empty_object(self) -> None:
        assert read(samples.copy("RUNNING")).recovery_point == ""

    def test_a_copys_first_state_has_no_id(self) -> None:
        first, again = read(samples.copy_created()), read(samples.copy_created())
        assert first.key == again.key
        later = samples.copy_created() | {"time": "2026-11-14T03:14:00Z"}
        assert read(later).key != first.key, "another copy an hour later"

    def test_a_restore_says_status(self) -> None:
        done = samples.restore(
            "COMPLETED", sourceResourceArn=samples.TABLE, createdResourceArn=RESTORED
        )
        assert line(done) == "RestoreCompleted · orders-restored · us-east-2 · from orders"

    def test_a_failed_restore_that_names_no_table_names_its_job(self) -> None:
        told = line(samples.restore("FAILED", statusMessage="no such role"))
        assert told == (
            "RestoreFailed · us-east-2 · no such role · job 1B234A56-789B-01CD-2A34-4567A08901FD"
        )

    def test_restores_of_before_say_state(self) -> None:
        first = samples.restore("x")
        first["detail"] = {"restoreJobId": "j", "state": "CREATED"}
        assert read(first).state == "CREATED"

    def test_a_recovery_point_is_named_in_the_resources_alone(self) -> None:
        event = read(samples.point("COMPLETED"))
        assert event.recovery_point == samples.POINT
        assert line(samples.point("COMPLETED")).startswith("BackupCompleted · orders · us-east-2")
        assert ("expires", "2026-12-30T02:14:31Z") in news(samples.point("COMPLETED")).detail

    def test_one_in_another_region_than_its_table_is_a_copy(self) -> None:
        notice = news(samples.point("COMPLETED", samples.COPY))
        assert (notice.name, notice.region, notice.detail[0]) == (
            "CopyCompleted",
            "us-east-2",
            ("to", "us-west-1"),
        )

    @pytest.mark.parametrize("status", ["PARTIAL", "EXPIRED", "STOPPED", "DELETED", "DELETING"])
    def test_what_becomes_of_it_before_its_time_is_urgent(self, status: str) -> None:
        assert news(samples.point(status)).urgent

    def test_a_copy_that_is_deleted_says_where_it_was(self) -> None:
        away = samples.point("DELETED", samples.COPY) | {"region": "us-west-1"}
        assert "· us-east-2 · the copy in us-west-1 · backup " in line(away)
        assert "the copy in" not in line(samples.point("DELETED"))

    def test_its_end_as_planned_is_no_news(self) -> None:
        at_the_end = samples.point("DELETED") | {"time": "2026-12-30T02:20:00Z"}
        assert notice_of(read(at_the_end), CONFIG) is None

    def test_deleting_and_deleted_and_the_call_are_one_piece_of_news(self) -> None:
        call = samples.api_call(
            "DeleteRecoveryPoint",
            {"backupVaultName": "ddbdr", "recoveryPointArn": samples.POINT},
            eventSource="backup.amazonaws.com",
        )
        messages = (samples.point("DELETING"), samples.point("DELETED"), call)
        assert len({news(message).key for message in messages}) == 1

    @pytest.mark.parametrize(
        ("what", "detail", "told", "urgent"),
        [
            (
                "Backup Plan",
                {"backupPlanId": "83fc", "state": "DELETED"},
                "BackupPlanDeleted · us-east-2 · 83fc",
                True,
            ),
            (
                "Backup Plan",
                {"backupPlanId": "83fc", "state": "MODIFIED"},
                "BackupPlanModified · us-east-2 · 83fc",
                False,
            ),
            (
                "Backup Vault",
                {"backupVaultName": "ddbdr", "state": "DELETED"},
                "BackupVaultDeleted · us-east-2 · ddbdr",
                True,
            ),
            (
                "Region Setting",
                {"ResourceTypeOptInPreference": {"DynamoDB": False}, "state": "MODIFIED"},
                "AWS Backup off · us-east-2 · opt-in off",
                True,
            ),
        ],
    )
    def test_plans_vaults_and_settings(
        self, what: str, detail: Json, told: str, *, urgent: bool
    ) -> None:
        message = samples.event(f"{what} State Change", detail)
        assert (line(message), news(message).urgent) == (told, urgent)

    @pytest.mark.parametrize("what", ["Plan", "Vault"])
    def test_what_is_new_takes_nothing_away_and_is_no_news(self, what: str) -> None:
        made = {"backupPlanId": "83fc", "backupVaultName": "ddbdr", "state": "CREATED"}
        message = samples.event(f"Backup {what} State Change", made)
        assert notice_of(read(message), CONFIG) is None

    def test_settings_of_other_resource_types_are_no_news(self) -> None:
        detail = {"ResourceTypeOptInPreference": {"Aurora": True}, "state": "MODIFIED"}
        assert notice_of(read(samples.event("Region Setting State Change", detail)), CONFIG) is None

    @pytest.mark.parametrize(
        "what", ["Recovery Point Index State Change", "Scan Job State Change", "Something New"]
    )
    def test_what_concerns_no_table_is_understood_and_quiet(self, what: str) -> None:
        event = read(samples.event(what, {"indexStatus": "FAILED", "resourceType": "EBS"}))
        assert notice_of(event, CONFIG) is None

    @pytest.mark.parametrize(
        "message",
        [
            samples.backup(
                "COMPLETED",
                resourceArn="arn:aws:service:us-west-2:1112233445566:resource-type/resource-id",
                resourceType="type",
            ),
            samples.copy(
                "FAILED",
                resourceArn="arn:aws:ec2:us-west-2:1112233445566:instance/i-0515aee7de03f58e1",
                resourceType="EC2",
            ),
            samples.point(
                "COMPLETED",
                "arn:aws:rds:us-west-2:1112233445566:cluster-snapshot:awsbackup:job-4ece7121",
                resourceArn="arn:aws:rds:us-west-2:1112233445566:cluster:id",
                resourceType="Aurora",
            ),
            samples.restore("FAILED", resourceType="EC2"),
        ],
    )
    def test_other_resources_than_tables_are_no_news(self, message: Json) -> None:
        assert notice_of(read(message), CONFIG) is None


class TestKeys:
    def test_of_a_job_it_is_that_which_our_own_jobs_use(self) -> None:
        own = key_of("copy-job", samples.ACCOUNT, samples.COPY_JOB.lower(), "COMPLETED")
        assert read(samples.copy("COMPLETED")).key == own == news(samples.copy("COMPLETED")).key

    def test_states_and_kinds_and_accounts_are_told_apart(self) -> None:
        messages = (
            samples.backup("RUNNING"),
            samples.backup("COMPLETED"),
            samples.copy("COMPLETED"),
            samples.copy("COMPLETED") | {"account": "1112233445566"},
        )
        assert len({read(message).key for message in messages}) == len(messages)

    def test_ids_of_events_are_of_no_account(self) -> None:
        other = samples.backup("COMPLETED") | {"id": "another"}
        assert read(other).key == read(samples.backup("COMPLETED")).key


class TestApiCalls:
    @pytest.mark.parametrize(
        ("name", "asked", "source"),
        [
            ("DeleteTable", {"tableName": "orders"}, "timestream.amazonaws.com"),
            ("UpdateTable", {"tableName": "orders", "deletionProtectionEnabled": False}, "glue"),
            (
                "DeleteRecoveryPoint",
                {"recoveryPointArn": "arn:aws:ec2:us-east-2::snapshot/snap-1"},
                "backup.amazonaws.com",
            ),
        ],
    )
    def test_what_is_no_table_of_dynamodb_is_no_news(
        self, name: str, asked: Json, source: str
    ) -> None:
        assert notice_of(read(samples.api_call(name, asked, eventSource=source)), CONFIG) is None

    def test_pitr_off_names_when_and_who(self) -> None:
        asked = {
            "tableName": "orders",
            "pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": False},
        }
        call = samples.api_call("UpdateContinuousBackups", asked)
        assert line(call) == (
            f"PITR off · orders · us-east-2 · since 2026-11-14T02:14:00Z by {samples.ROLE}"
        )
        notice = news(call)
        assert (notice.urgent, notice.offers) == (
            True,
            (("Switch on", "pitr on prod/us-east-2/orders"),),
        )

    def test_pitr_on_is_no_alarm(self) -> None:
        asked = {
            "tableName": samples.TABLE,
            "pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": True},
        }
        notice = news(samples.api_call("UpdateContinuousBackups", asked))
        assert (notice.name, notice.table, notice.urgent) == ("PITR on", "orders", False)

    @pytest.mark.parametrize(
        ("name", "asked", "told"),
        [
            ("DeleteTable", {"tableName": "orders"}, "TableDeleted"),
            ("DeleteBackup", {"backupArn": samples.NATIVE}, "BackupDeleted"),
            (
                "UpdateTable",
                {"tableName": "orders", "deletionProtectionEnabled": False},
                "DeletionProtectionOff",
            ),
            ("PutBackupVaultAccessPolicy", {"backupVaultName": "ddbdr"}, "VaultPolicyChanged"),
            (
                "DeleteBackupVaultLockConfiguration",
                {"backupVaultName": "ddbdr"},
                "VaultLockDeleted",
            ),
            ("StopBackupJob", {"backupJobId": samples.BACKUP_JOB}, "BackupStopped"),
            ("DeleteBackupSelection", {"backupPlanId": "p"}, "BackupSelectionDeleted"),
            (
                "UpdateRegionSettings",
                {"resourceTypeOptInPreference": {"DynamoDB": False}},
                "AWS Backup off",
            ),
        ],
    )
    def test_what_takes_safety_away_is_urgent(self, name: str, asked: Json, told: str) -> None:
        notice = news(samples.api_call(name, asked))
        assert (notice.name, notice.urgent) == (told, True)

    @pytest.mark.parametrize(
        ("name", "asked"),
        [
            ("UpdateTable", {"tableName": "orders", "billingMode": "PAY_PER_REQUEST"}),
            ("CreateBackup", {"tableName": "orders", "backupName": "b"}),
            ("DescribeTable", {"tableName": "orders"}),
        ],
    )
    def test_others_are_no_news(self, name: str, asked: Json) -> None:
        assert notice_of(read(samples.api_call(name, asked)), CONFIG) is None

    def test_a_refused_call_is_no_news(self) -> None:
        call = samples.api_call("DeleteTable", {"tableName": "orders"}, errorCode="AccessDenied")
        assert notice_of(read(call), CONFIG) is None

    def test_a_backup_that_was_asked_for_names_its_arn(self) -> None:
        answered = {"backupDetails": {"backupArn": samples.NATIVE, "backupStatus": "CREATING"}}
        event = read(samples.api_call("CreateBackup", {"tableName": "orders"}, answered))
        assert (event.recovery_point, event.table) == (samples.NATIVE, samples.TABLE)

    def test_the_same_call_has_one_key_and_the_next_another(self) -> None:
        asked = {"tableName": "orders"}
        first, second = (samples.api_call("DeleteTable", asked, eventID=id_) for id_ in "ab")
        assert read(first).key == read(first | {"id": "x"}).key != read(second).key


class TestEnvelopes:
    SENTENCE = (
        f"An AWS Backup job was completed successfully. Recovery point ARN: {samples.POINT}. "
        f"Resource ARN : {samples.TABLE}. BackupJob ID : {samples.BACKUP_JOB}"
    )

    def test_sns_carries_an_event(self) -> None:
        wrapped = samples.notification(samples.text(samples.copy("FAILED")))
        assert read(wrapped) == read(samples.copy("FAILED"))

    def test_aws_backups_sentence_has_the_events_key(self) -> None:
        wrapped = samples.notification(
            self.SENTENCE,
            EventType="BACKUP_JOB",
            State="COMPLETED",
            AccountId=samples.ACCOUNT,
            Id=samples.BACKUP_JOB,
        )
        event = read(wrapped)
        assert event.key == read(samples.backup("COMPLETED")).key
        assert (event.table, event.recovery_point) == (samples.TABLE, samples.POINT)

    def test_delivered_raw_the_sentence_alone_will_do(self) -> None:
        event = read_event(self.SENTENCE)
        assert isinstance(event, AwsEvent)
        assert event.key == read(samples.backup("COMPLETED")).key

    def test_the_older_wording(self) -> None:
        event = read_event(
            "An AWS Backup job failed. Backed up Resource ARN : "
            f"{samples.TABLE}. Backup Job Id : {samples.BACKUP_JOB.upper()}"
        )
        assert isinstance(event, AwsEvent)
        assert event.key == read(samples.backup("FAILED")).key

    def test_sentences_about_other_resources_are_no_news(self) -> None:
        event = read_event(self.SENTENCE.replace(samples.TABLE, "arn:aws:ec2:us-west-1:1:volume/v"))
        assert isinstance(event, AwsEvent)
        assert notice_of(event, CONFIG) is None


class TestMalformed:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("", "it is not JSON"),
            ("{", "it is not JSON"),
            ("[" * 100_000, "it is not JSON"),
            ("[]", "it is JSON, but no object"),
            ("7", "it is JSON, but no object"),
            ("{}", "it has no detail-type"),
            ('{"detail-type": "Copy Job State Change"}', "it has no detail"),
            ('{"detail-type": "Copy Job State Change", "detail": []}', "it has no detail"),
            ('{"Type": "SubscriptionConfirmation"}', "it is SNS's own SubscriptionConfirmation"),
            ('{"Type": "Notification", "Message": "hello"}', "SNS carries no event in it"),
        ],
    )
    def test_it_is_told_why(self, body: str, reason: str) -> None:
        assert read_event(body) == Malformed(reason=reason)

    @pytest.mark.parametrize("name", ["Backup Job State Change", "AWS API Call via CloudTrail"])
    @pytest.mark.parametrize(
        "odd",
        [
            *(None, 1, "x", [], {}, [{}], {"a": {}}, True, 1e400, "\ud800"),
            *("0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-12:00"),
        ],
    )
    def test_fields_of_any_type_do_no_harm(self, name: str, odd: object) -> None:
        full = samples.backup("FAILED")["detail"] | samples.api_call("DeleteTable", {})["detail"]
        for field in full:
            message = samples.event(name, full | {field: odd})
            event = read_event(json.dumps(message))
            assert isinstance(event, AwsEvent)
            notice = notice_of(event, CONFIG)
            if notice is not None:
                notice.model_dump_json().encode()

    def test_accounts_of_thirteen_digits_are_called_by_their_id(self) -> None:
        message = samples.backup("FAILED", resourceArn={}) | {"account": "1112233445566"}
        notice = news(message)
        assert (notice.account, notice.table, notice.offers) == ("1112233445566", "", ())

    def test_words_of_aws_are_shortened(self) -> None:
        (_, told) = news(samples.backup("FAILED", statusMessage="long " * 100)).detail[0]
        assert len(told) <= 160
        assert told.endswith("…")

    def test_a_regions_name_from_outside_makes_no_command(self) -> None:
        vault = "arn:aws:backup:us-west-1 --account x:123456789012:backup-vault:v"
        offers = news(samples.copy("FAILED", destinationBackupVaultArn=vault)).offers
        assert offers == (("Backups", "backups prod/us-east-2/orders"),)
        changed = {"backupVaultName": "v", "state": "DELETED"}
        vaults = samples.event("Backup Vault State Change", changed, region="x --account y")
        assert news(vaults).offers == (("Status", "status"),)


class TestOffers:
    """Each piece of news has the button that a person would want next."""

    NOW = datetime(2026, 11, 14, tzinfo=UTC)

    @pytest.mark.parametrize("name", OFFERS)
    def test_what_is_offered_can_be_typed(self, name: str) -> None:
        assert OFFERS[name]
        for _, command in OFFERS[name]:
            filled = command.replace("{table}", "prod/us-east-2/orders")
            filled = filled.replace("{place}", "--account prod --region us-east-2")
            assert parse(filled, now=self.NOW, zone=UTC).missing == ()

    @pytest.mark.parametrize("call", sorted(TOLD_CALLS))
    def test_every_call_that_is_told_has_one(self, call: str) -> None:
        asked: Json = {
            "tableName": "orders",
            "backupVaultName": "ddbdr",
            "pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": False},
            "deletionProtectionEnabled": False,
            "resourceTypeOptInPreference": {"DynamoDB": False},
        }
        assert news(samples.api_call(call, asked)).offers

    @pytest.mark.parametrize(
        ("call", "asked", "offers"),
        [
            (
                "DeleteTable",
                {"tableName": "orders"},
                (
                    ("Restore", "restore prod/us-east-2/orders --backup latest"),
                    ("Backups left", "backups prod/us-east-2/orders"),
                ),
            ),
            (
                "PutBackupVaultAccessPolicy",
                {"backupVaultName": "ddbdr"},
                (("Backups there", "backups --account prod --region us-east-2"),),
            ),
        ],
    )
    def test_it_names_the_table_or_the_place(
        self, call: str, asked: Json, offers: tuple[tuple[str, str], ...]
    ) -> None:
        assert news(samples.api_call(call, asked)).offers == offers

    def test_a_copy_that_failed_on_its_way_to_another_account_is_asked_for_as_a_whole(self) -> None:
        other = 'id: "123456789012"', 'id: "210987654321"'
        line = CONFIGURED.splitlines()[3]
        config = load_config(
            CONFIGURED.replace(line, line + "\n" + line.replace(*other).replace("prod", "dr"))
        )
        vault = samples.DR_VAULT.replace("123456789012", "210987654321")
        failed = samples.copy(
            "FAILED", sourceBackupVaultArn=samples.DR_VAULT, destinationBackupVaultArn=vault
        )
        told = notice_of(read(failed), config)
        assert told is not None
        command = "copy prod/us-east-2/orders --region us-west-1 --account dr"
        assert told.offers == (("Copy again", command),)
        assert told.detail[:2] == (("copied from", "us-west-1"), ("to", "dr/us-west-1"))


class TestQueuePolicy:
    RULE = "arn:aws:events:us-east-2:123456789012:rule/ddbdr-*"

    def policy(self, **more: object) -> str:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
        }
        return json.dumps({"Statement": [statement | more]})

    def test_a_source_pins(self) -> None:
        for condition in (
            {"ArnLike": {"aws:SourceArn": self.RULE}},
            {"StringEquals": {"AWS:SourceAccount": "123456789012"}},
        ):
            assert complaint(self.policy(Condition=condition)) == ""

    @pytest.mark.parametrize(
        "more",
        [
            {},
            {"Condition": {"ArnLike": {"aws:SourceArn": "*"}}},
            {"Condition": {"ArnNotLike": {"aws:SourceArn": "arn:x"}}},
            {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            {"Principal": "*"},
            {"Principal": {"AWS": "*"}, "Action": ["sqs:*"]},
        ],
    )
    def test_else_anybody_may_send(self, more: Json) -> None:
        assert "does not pin its senders" in complaint(self.policy(**more))

    @pytest.mark.parametrize(
        "more",
        [
            {"Effect": "Deny"},
            {"Action": "sqs:ReceiveMessage"},
            {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        ],
    )
    def test_what_lets_nobody_else_send_is_fine(self, more: Json) -> None:
        assert complaint(self.policy(**more)) == ""

    def test_none_and_nonsense_are_told(self) -> None:
        assert "has no policy" in complaint("")
        assert "cannot be read" in complaint("[")

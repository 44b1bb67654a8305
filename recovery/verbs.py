"""The verbs of `/ddbdr`, as data: the one table behind grammar, help, docs and completion."""

from recovery.verb import REASON, Group, Option, Verb

GROUPS: dict[Group, str] = {
    "recover": "Get data back",
    "protect": "Keep data safe",
    "look": "See what there is",
    "decide": "Decide what waits",
    "operate": "Find your way",
}

# Actions a rule of ddbdr.yaml can name, those of later versions included.
ACTIONS = (
    "backup", "restore", "copy", "drill", "cutover", "undo", "failover", "failback",
    "delete", "pitr-on", "pitr-off", "protect", "freeze", "thaw",
)  # fmt: skip

LATER_VERBS = (
    "validate", "cutover", "drill", "failover", "failback", "undo", "recommend",
    "cost", "freeze", "thaw", "audit",
)  # fmt: skip

_PAGE = Option("page", "which page, 20 a page", "page", "N")
_REGION = Option("region", "only this region", "region", "R")

_VERBS = (
    Verb(
        name="restore",
        group="recover",
        summary="bring a table back as it was, at any second or from a backup, as a new table",
        examples=(
            'restore orders --at "10 minutes ago"',
            "restore orders --latest --as orders-copy",
            "restore us-east-2/orders --backup latest --region us-west-1",
        ),
        argument="table",
        required=True,
        options=(
            Option("at", "the instant to go back to", "instant", "T", one_of="point"),
            Option("latest", "the newest second AWS can restore", "flag", one_of="point"),
            Option("backup", "a backup, or the latest", "backup", "ID|latest", one_of="point"),
            Option("as", "the new table's name", "table-name", "NAME"),
            Option("region", "restore into this region", "region", "R"),
            Option("account", "the account of the table", "account", "A"),
            Option("without-indexes", "leave secondary indexes out, faster", "flag"),
            Option(
                "billing",
                "billing mode of the new table",
                "choice",
                "MODE",
                choices=("PAY_PER_REQUEST", "PROVISIONED"),
            ),
            Option("kms-key", "encrypt the new table with this key", "kms-key", "KEY"),
            REASON,
        ),
        needs=("point",),
        action="restore",
    ),
    Verb(
        name="backup",
        group="protect",
        summary="take an on-demand backup of a table now",
        examples=(
            "backup orders",
            "backup orders --name before-migration",
            'backup us-east-2/orders --reason "release 42"',
        ),
        argument="table",
        required=True,
        options=(Option("name", "the backup's name", "backup-name", "NAME"), REASON),
        action="backup",
    ),
    Verb(
        name="protect",
        group="protect",
        summary="have AWS back a table up and copy it to the other region by itself, for a target",
        examples=(
            "protect orders --rpo 2h --rto 4h",
            "protect orders --rpo 2d --keep 35d --dr-keep 90d",
            "protect orders --off",
        ),
        argument="table",
        required=True,
        options=(
            Option("rpo", "lose the last D of what was written at most, as 2h", "duration", "D"),
            Option("rto", "be back after D at most, as 4h", "duration", "D"),
            Option(
                "strategy",
                "how it is protected; else ddbdr chooses",
                "choice",
                "NAME",
                choices=("copies", "backups", "pitr"),
            ),
            Option("keep", "how long backups are kept, as 35d", "days", "D"),
            Option("dr-keep", "how long copies are kept, as 90d; else as --keep", "days", "D"),
            Option(
                "cold-after", "move them to cold storage then, as 30d, for 90d or more", "days", "D"
            ),
            Option("kms-key", "encrypt the vaults that are made with this key", "kms-key", "KEY"),
            Option("off", "take away what was set up; backups and copies stay", "flag"),
            REASON,
        ),
        action="protect",
    ),
    Verb(
        name="copy",
        group="protect",
        summary=(
            "back a table up with AWS Backup and copy that to another region or account; DynamoDB "
            "itself has no CopyBackupToRegion"
        ),
        examples=(
            "copy orders --region us-west-1",
            "copy orders --account dr --keep 35d",
            "copy us-east-2/orders --backup latest --region us-west-1",
        ),
        argument="table",
        required=True,
        options=(
            Option("region", "copy into this region; else the account's other one", "region", "R"),
            Option("account", "copy into this account", "account", "A"),
            Option(
                "backup",
                "copy this recovery point, or the latest, not a new one",
                "backup",
                "ID|latest",
            ),
            Option("keep", "keep backup and copy this long, as 35d", "days", "D"),
            Option(
                "switch-on",
                "switch AWS Backup's advanced features on if the copy needs them",
                "flag",
            ),
            REASON,
        ),
        action="copy",
    ),
    Verb(
        name="pitr",
        group="protect",
        summary="how far back point-in-time recovery (PITR) of a table reaches",
        examples=("pitr orders", "pitr us-east-2/orders", "pitr status orders"),
        argument="table",
        required=True,
    ),
    Verb(
        name="pitr-on",
        words="pitr on",
        group="protect",
        summary="switch point-in-time recovery of a table on",
        examples=("pitr on orders", "pitr on orders --days 14", "pitr on us-east-2/orders"),
        argument="table",
        required=True,
        options=(
            Option("days", "how far back it may reach, 1d to 35d", "days", "D"),
            REASON,
        ),
        action="pitr-on",
    ),
    Verb(
        name="pitr-off",
        words="pitr off",
        group="protect",
        summary="switch point-in-time recovery of a table off; its window is lost at once",
        examples=(
            "pitr off orders",
            "pitr off us-east-2/orders",
            'pitr off orders --reason "test"',
        ),
        argument="table",
        required=True,
        options=(REASON,),
        action="pitr-off",
    ),
    Verb(
        name="delete",
        group="protect",
        summary="delete one backup for good, once it is approved",
        examples=(
            "delete orders --backup nightly-J-7F3K2Q1",
            "delete --backup arn:aws:dynamodb:us-east-2:123456789012:table/orders/backup/0123-abcd",
            'delete us-east-2/orders --backup nightly --reason "taken twice"',
        ),
        argument="table",
        options=(
            Option("backup", "the backup's name or ARN", "backup", "ID", one_of="backup"),
            REASON,
        ),
        needs=("backup",),
        action="delete",
    ),
    Verb(
        name="tables",
        group="look",
        summary="the tables there are, and how each is protected",
        examples=("tables", "tables --region us-east-2", "tables --page 2"),
        options=(_REGION, _PAGE),
    ),
    Verb(
        name="backups",
        group="look",
        summary="the backups there are, in every region and account, newest first",
        examples=(
            "backups",
            "backups orders --region us-west-1",
            "backups us-east-2/orders --kind copy",
        ),
        argument="table",
        options=(
            _REGION,
            Option("account", "only in this account", "account", "A"),
            Option(
                "kind",
                "only of this kind",
                "choice",
                "KIND",
                choices=("on-demand", "system", "aws-backup", "copy"),
            ),
            _PAGE,
        ),
    ),
    Verb(
        name="schedules",
        group="look",
        summary="what backs up by itself, when it ran last and runs next",
        examples=("schedules", "schedules orders", "schedules us-east-2/orders"),
        argument="table",
        options=(_PAGE,),
    ),
    Verb(
        name="status",
        group="look",
        summary="what runs, what waits for somebody, and what needs care",
        examples=("status", "status orders", "status us-east-2/orders"),
        argument="table",
    ),
    Verb(
        name="jobs",
        group="look",
        summary="the jobs that are open, newest first",
        examples=("jobs", "jobs --all", "jobs --page 2"),
        options=(Option("all", "finished jobs too", "flag"), _PAGE),
    ),
    Verb(
        name="job",
        group="look",
        summary="one job: its plan, its steps, what happened",
        examples=("job J-7F3K2Q1", "job 7f3k2q1", "show job J-7F3K2Q1"),
        argument="job",
        required=True,
    ),
    Verb(
        name="approve",
        group="decide",
        summary="agree to a plan that somebody else asked for",
        examples=(
            "approve J-7F3K2Q1",
            'approve J-7F3K2Q1 --reason "checked with support"',
            "approve 7f3k2q1",
        ),
        argument="job",
        required=True,
        options=(
            Option("digest", "only this plan; else the one shown now", "digest", "D"),
            REASON,
        ),
    ),
    Verb(
        name="reject",
        group="decide",
        summary="turn a plan down, with a reason",
        examples=(
            'reject J-7F3K2Q1 --reason "wrong table"',
            "reject J-7F3K2Q1",
            "reject 7f3k2q1",
        ),
        argument="job",
        required=True,
        options=(REASON,),
    ),
    Verb(
        name="cancel",
        group="decide",
        summary="stop a job, and say what AWS can no longer stop",
        examples=(
            "cancel J-7F3K2Q1",
            'cancel J-7F3K2Q1 --reason "found the data"',
            "cancel 7f3k2q1",
        ),
        argument="job",
        required=True,
        options=(REASON,),
    ),
    Verb(
        name="retry",
        group="decide",
        summary="try a stuck job again",
        examples=(
            "retry J-7F3K2Q1",
            'retry J-7F3K2Q1 --reason "permission is fixed"',
            "retry 7f3k2q1",
        ),
        argument="job",
        required=True,
        options=(REASON,),
    ),
    Verb(
        name="help",
        group="operate",
        summary="this list, or one verb with examples",
        examples=("help", "help restore", "restore --help"),
        argument="verb",
    ),
    Verb(
        name="health",
        group="operate",
        summary="whether every part of ddbdr works, and since when",
        examples=("health",),
    ),
    Verb(
        name="whoami",
        group="operate",
        summary="who you are here, and what you may ask for and approve",
        examples=("whoami",),
    ),
)

VERBS: dict[str, Verb] = {verb.name: verb for verb in _VERBS}
"""Every verb by name, in the order help shows them."""

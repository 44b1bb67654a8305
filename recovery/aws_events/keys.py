"""What a piece of news is known by, wherever it comes from.

A backup that our own job made is heard of up to four times: from the job, from AWS
Backup's state change, from the recovery point's, from CloudTrail or SNS. All of them
carry the same key, and the ledger tells one key once.
"""

import hashlib
import json


def key_of(kind: str, account_id: str, id_: str, state: str) -> str:
    """The key of `state` reached by a job or recovery point: of its event and of its notice.

    Args:
        kind: `backup-job`, `copy-job`, `restore-job` or `recovery-point`.
        account_id: AWS's account id of the job, not the name in ddbdr.yaml.
        id_: The job's id, in either case (AWS writes both), or a recovery point's ARN.
        state: As AWS names it: COMPLETED, FAILED.

    A notice of something made (a backup, a copy) should name the ARN of what was made in
    `Notice.also`: the recovery point's own event knows nothing else.
    """
    return f"{kind}:{account_id}:{id_.lower()}:{state.upper()}"


def arrival_of(vault_arn: str, table_arn: str) -> str:
    """What a job waits for that has a recovery point made and is not told its ARN before.

    The recovery point's own event knows neither the job of AWS's nor who asked for it, only
    of which table it is and into which vault it came.
    """
    return f"{vault_arn}|{table_arn}" if vault_arn and table_arn else ""


def digest_of(told: object) -> str:
    """What tells one JSON value from another, for events without an id worth the name."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]

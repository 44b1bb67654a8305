"""What deploy/ makes is what the product names, and what the sandbox has."""

from pathlib import Path
from typing import Any

import yaml

from recovery.config import Account
from sandbox.foundation import ROLES

DEPLOY = Path(__file__).parents[2] / "deploy"
ACCOUNT = "123456789012"


def roles() -> dict[str, Any]:
    template = yaml.safe_load((DEPLOY / "roles.yaml").read_text())
    return {name: made["Properties"] for name, made in template["Resources"].items()}


def test_the_roles_have_the_names_that_the_product_gives_to_aws() -> None:
    account = Account(name="prod", id=ACCOUNT, region="us-east-2", dr_region="us-west-1")
    made = [f"arn:aws:iam::{ACCOUNT}:role{_path(one)}{one['RoleName']}" for one in roles().values()]
    assert made == [account.backup_role_arn, account.scheduler_role_arn]


def test_the_sandbox_has_the_same_roles_for_the_same_services() -> None:
    made = [(_path(one), one["RoleName"], _service(one)) for one in roles().values()]
    assert made == list(ROLES)


def _path(role: dict[str, Any]) -> str:
    return str(role.get("Path", "/"))


def _service(role: dict[str, Any]) -> str:
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return str(statement["Principal"]["Service"])

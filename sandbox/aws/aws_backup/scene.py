"""Where an action of AWS Backup plays, and the words of its refusals."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.aws.aws_backup.holdings import Holding
from sandbox.aws.aws_backup.vault import Vault
from sandbox.aws.call import AwsError
from sandbox.aws.world import World


@dataclass(frozen=True)
class Scene:
    """The world, the caller's account and region, the instant."""

    world: World
    account: str
    region: str
    now: datetime

    @property
    def holding(self) -> Holding:
        """What the account holds in the region."""
        return self.world.aws_backup.at(self.account, self.region)

    def vault(self, name: str) -> Vault:
        """The vault of this account and region; ResourceNotFoundException where there is none."""
        vault = self.holding.vaults.get(name)
        if vault is None:
            raise not_found(f"Backup vault {name} does not exist.")
        return vault


def not_found(message: str) -> AwsError:
    """There is nothing of that name here."""
    return AwsError("ResourceNotFoundException", message)


def invalid_value(message: str) -> AwsError:
    """A parameter has a value that cannot be."""
    return AwsError("InvalidParameterValueException", message)


def missing_value(message: str) -> AwsError:
    """A parameter is not there."""
    return AwsError("MissingParameterValueException", message)


def invalid_request(message: str) -> AwsError:
    """What is asked for cannot be done with what there is."""
    return AwsError("InvalidRequestException", message)


def denied() -> AwsError:
    """What AWS says of a vault that is not there, or is not yours."""
    return AwsError("AccessDeniedException", "Insufficient privileges to perform this action.", 403)

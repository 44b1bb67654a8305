"""What every process of the workers does first: settings, configuration, logging."""

import sys

from pydantic import ValidationError
from structlog.typing import FilteringBoundLogger

from recovery.config import Config, ConfigErrors, load_config
from recovery.errors import LedgerAway
from recovery.ledger import Ledger
from workers.log import configure
from workers.settings import Settings


def read_settings() -> Settings:
    """The environment; what is wrong with it ends the process with one line each."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors()]
        sys.exit("\n".join(lines))


def read_config(settings: Settings) -> Config:
    """ddbdr.yaml; what is wrong with it ends the process with one line each."""
    path = settings.ddbdr_config
    try:
        return load_config(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        sys.exit(f"DDBDR_CONFIG: {path}: {error.strerror}")
    except ConfigErrors as errors:
        sys.exit(str(errors))


def start_logging(settings: Settings) -> FilteringBoundLogger:
    """Logging as the settings want it."""
    return configure(settings.ddbdr_log_level)


def warn_of_losses(ledger: Ledger, log: FilteringBoundLogger) -> None:
    """Say loudly if the store may forget what it acknowledged."""
    try:
        found = ledger.vitals.durability()
    except LedgerAway as away:
        log.warning("ledger away", why=str(away))
        return
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    weak = {name: found[name] for name in wanted if found.get(name, wanted[name]) != wanted[name]}
    if weak:
        log.error("redis may lose what it acknowledged", found=weak, wanted=wanted)

"""boto3 clients: one for each service, account, region and session, with credentials.

An account with a role is entered by AssumeRole. Sessions for reads are called
`ddbdr`, those for changes after their job, which is what CloudTrail shows. Without a role
a session has no name: changes then say in their user agent for which job they are made,
which CloudTrail shows too.
"""

import threading
import time
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config as BotoConfig
from botocore.credentials import (
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session, get_session
from botocore.utils import parse_timestamp

from recovery.aws_events import AGENT
from recovery.config import Config
from workers.aws.calls import CONNECT_SECONDS, READ_SECONDS

AT_ONCE = 8
"""Reads made side by side; each client keeps as many connections."""
READ_ATTEMPTS = 2
SIGN_IN_AGAIN_SECONDS = 60.0
READING = "ddbdr"
"""RoleSessionName of reads."""
OWN = ""
"""The name of no account: what is reached with the worker's own credentials."""


class AssumedRole(CredentialProvider):
    """Credentials of a role, fetched when first needed and again before they run out."""

    METHOD = "ddbdr-assume-role"
    CANONICAL_NAME = "ddbdr-assume-role"

    def __init__(self, sts: Any, role: str, session: str) -> None:  # noqa: ANN401  a client
        super().__init__()
        self._sts = sts
        self._role = role
        self._session = session

    def load(self) -> DeferredRefreshableCredentials:
        """Credentials that call STS when somebody signs with them."""
        return DeferredRefreshableCredentials(refresh_using=self._refresh, method=self.METHOD)

    def _refresh(self) -> dict[str, str]:
        answer = self._sts.assume_role(RoleArn=self._role, RoleSessionName=self._session)
        granted = answer["Credentials"]
        return {
            "access_key": granted["AccessKeyId"],
            "secret_key": granted["SecretAccessKey"],
            "token": granted["SessionToken"],
            "expiry_time": granted["Expiration"].isoformat(),
        }


class Clients:
    """Makes each client once; safe to share between threads and to inherit by fork.

    Args:
        config: Accounts and their roles.
        endpoint: Where every service is, instead of at AWS.
    """

    def __init__(self, config: Config, endpoint: str | None) -> None:
        self.config = config
        self._endpoint = endpoint
        self._clients: dict[tuple[str, ...], Any] = {}
        self._sessions: dict[tuple[str, str], boto3.Session] = {}
        self._models: Any = None
        self._lock = threading.RLock()
        self._try_again_at = float("-inf")

    def client(
        self,
        service: str,
        account: str,
        region: str,
        *,
        session: str = READING,
        attempts: int,
        read_seconds: float = READ_SECONDS,
    ) -> Any:  # noqa: ANN401  each caller knows its service
        """A client for a service in an account and region.

        Args:
            service: boto3's name of it.
            account: The account's name in the configuration, or OWN.
            region: A region's name.
            session: RoleSessionName, where the account is entered by a role.
            attempts: How often one call may be sent.
            read_seconds: How long an answer may be silent.
        """
        key = (service, account, region, session, str(attempts), str(read_seconds))
        with self._lock:
            if key not in self._clients:
                boto = self._session(account, session)
                self._clients[key] = self._make(
                    boto, service, region, attempts, read_seconds, session=session
                )
            return self._clients[key]

    def sign_in(self, account: str, session: str = READING) -> None:
        """Make sure there are credentials that last; botocore's errors pass through."""
        credentials = self._session(account, session).get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()

    def stay_signed_in(self) -> None:
        """Renew credentials for reads that are about to run out; a failure is retried later.

        It is called before forking, so that not every horse has to ask STS anew.
        """
        if time.monotonic() < self._try_again_at:
            return
        for account in self.config.accounts:
            if account.role is None:
                continue
            try:
                self.sign_in(account.name)
            except (ClientError, BotoCoreError):
                # The horse will try by itself and report what STS says.
                self._try_again_at = time.monotonic() + SIGN_IN_AGAIN_SECONDS

    def _make(
        self,
        boto: boto3.Session,
        service: str,
        region: str,
        attempts: int,
        read_seconds: float = READ_SECONDS,
        *,
        session: str = READING,
    ) -> Any:  # noqa: ANN401
        return boto.client(
            service,  # type: ignore[call-overload]
            region_name=region,
            endpoint_url=self._endpoint,
            config=BotoConfig(
                # One service moved by a variable or profile would go unseen: no card says SANDBOX.
                ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]
                connect_timeout=CONNECT_SECONDS,
                read_timeout=read_seconds,
                retries={"mode": "standard", "total_max_attempts": attempts},
                max_pool_connections=AT_ONCE,
                user_agent_extra=f"{AGENT}/{session}",
            ),
        )

    def _session(self, account: str, name: str) -> boto3.Session:
        role = self._role(account)
        key = (account, name if role else "")
        with self._lock:
            if key not in self._sessions:
                self._sessions[key] = self._enter(account, role, name) if role else self._own()
            return self._sessions[key]

    def _role(self, account: str) -> str | None:
        return None if account == OWN else self.config.account(account).role

    def _enter(self, account: str, role: str, name: str) -> boto3.Session:
        region = self.config.account(account).region
        sts = self._make(self._own(), "sts", region, READ_ATTEMPTS)
        core = self._core()
        core.register_component(
            "credential_provider", CredentialResolver([AssumedRole(sts, role, name)])
        )
        return boto3.Session(botocore_session=core)

    def _own(self) -> boto3.Session:
        return boto3.Session(botocore_session=self._core())

    def _core(self) -> Session:
        """A botocore session with the service models of all others, that reads times quickly.

        The models take 15 MB and 100 ms for each session that loads its own. botocore's own way
        from epoch seconds goes through dateutil's local zone and takes half of the time of reading
        a page of 1,000 recovery points.
        """
        core = get_session()
        if self._models is None:
            self._models = core.get_component("data_loader")
        core.register_component("data_loader", self._models)
        factory = core.get_component("response_parser_factory")
        factory.set_parser_defaults(timestamp_parser=_time)
        return core


def _time(told: Any) -> datetime:  # noqa: ANN401  seconds, or text in one of AWS's formats
    if isinstance(told, int | float):
        try:
            return datetime.fromtimestamp(told, UTC)
        except (ValueError, OverflowError, OSError):
            pass  # botocore has its own words for what is no time
    return parse_timestamp(told)

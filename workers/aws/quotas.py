"""Service Quotas through boto3."""

from typing import TYPE_CHECKING

from workers.aws.calls import Calls

if TYPE_CHECKING:
    from mypy_boto3_service_quotas import ServiceQuotasClient

TABLES = "L-F98FE922"
"""Code of "Maximum number of tables" of DynamoDB."""


class BotoQuotas:
    """Keeps `workers.aws.door.Quotas`."""

    def __init__(self, calls: Calls, client: "ServiceQuotasClient") -> None:
        self._calls = calls
        self._client = client

    def dynamodb_tables(self) -> int:
        """GetServiceQuota: how many tables the account may have there."""
        return self._calls.read(
            "GetServiceQuota",
            lambda: int(
                self._client.get_service_quota(ServiceCode="dynamodb", QuotaCode=TABLES)["Quota"][
                    "Value"
                ]
            ),
        )

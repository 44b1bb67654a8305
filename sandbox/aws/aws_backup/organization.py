"""The one organization of the sandbox: prod manages it, dr belongs to it, staging does not."""

from sandbox.aws.accounts import DR, PROD

MANAGEMENT = PROD
MEMBERS = frozenset({PROD, DR})
ORGANIZATION_ID = "o-sandbox2026"

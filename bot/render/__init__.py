"""Everything people see in Slack, made from plain data: no clock, no client, no ledger."""

"""A Slack workspace on this machine: Web API, signed deliveries, Socket Mode, and a page to use it.

Rooms, each with one purpose: `app` and `manifest` (what is installed), `seed` (who is there),
`records` and `store` (workspace state, pure), `rules`, `rate_limits` and `blocks` (what Slack
refuses), `web_api` with `arguments` and `methods_*` (calls from the app), `uploading` (files),
`payloads`, `events`, `sending` and `sockets` (calls to the app), `people` and `screen` (what a
person does and sees), `faults` and `mishaps` (bad days), `control` (all of it over HTTP for
tests), `site` and `page/` (the workspace in a browser), `server` (everything on one port).

How to use it, and where it differs from Slack: docs/sandbox-slack.md.
"""

"""A Slack workspace on this machine: Web API, signed deliveries, Socket Mode, and a page to use it.

Rooms, each with one purpose: `seed` (who is there), `store` (workspace state, pure), `rules` and
`blocks` (what Slack refuses), `web_api` with `methods_*` (calls from the app), `payloads`,
`sending` and `sockets` (calls to the app), `people` (what a person does), `control` (the same
over HTTP for tests), `site` and `page/` (what a person sees), `server` (all of it on one port).
"""

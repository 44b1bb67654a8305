"""The Slack edge: reads what people type and click, shows what jobs do."""

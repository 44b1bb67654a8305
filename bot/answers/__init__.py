"""Answers to what people ask, made from what the ledger holds; shown by Slack and the terminal."""

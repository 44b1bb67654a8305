"""Slack and AWS on your own machine, faithful and strict."""

"""Strict stand-ins that live in the process of a test."""

"""Chores: entries of the due set that nobody asked for and that have no card."""

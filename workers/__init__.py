"""The AWS edge: plans, steps, the clock, the RQ worker pool."""

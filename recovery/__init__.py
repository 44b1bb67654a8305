"""The domain, pure: what commands mean, what a plan is, how a job goes from state to state."""

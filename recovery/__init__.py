"""The domain, pure: what a command means, what a plan is, how a job goes from one state to the next."""

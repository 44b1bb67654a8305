"""What each verb does, in groups; each reads or writes the ledger and nothing else."""

"""AWS Backup, played: vaults, recovery points, and the jobs that fill and empty them."""

"""EventBridge, SQS and SNS of the sandbox: how what happens in AWS reaches who listens."""

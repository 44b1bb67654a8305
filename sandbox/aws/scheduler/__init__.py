"""EventBridge Scheduler, played: schedules that really call DynamoDB when they are due."""

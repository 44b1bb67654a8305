"""What AWS tells by itself: its events read, and the news made of them."""

from recovery.aws_events.keys import key_of

__all__ = ["key_of"]

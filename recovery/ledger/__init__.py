"""The one impure room of the domain: the only code that knows how things are stored."""

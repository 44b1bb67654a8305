"""Which items' time to live is over: positions by the second at which they expire."""

from sandbox.aws.call import Json
from sandbox.aws.items.ordered import Ordered
from sandbox.aws.items.values import Image, canonical


class Expiry:
    """Made at the first question about an attribute, and kept up by the writes after it."""

    def __init__(self, attribute: str, images: dict[bytes, Image]) -> None:
        self.attribute = attribute
        named = canonical(attribute)
        self._due: Ordered[tuple[float, bytes]] = Ordered(
            (second, position)
            for position, image in images.items()
            if named in image.raw  # reading a million items takes seconds: most have no such name
            and (second := self._second(image.item())) is not None
        )

    def due(self, before: int) -> list[bytes]:
        """Positions that expire before a second, oldest first."""
        return [position for _, position in self._due.between(None, (before,))]

    def follow(self, position: bytes, old: Json | None, new: Json | None) -> None:
        """An item was written."""
        was, is_now = self._second(old), self._second(new)
        if was == is_now:
            return
        if was is not None:
            self._due.remove((was, position))
        if is_now is not None:
            self._due.add((is_now, position))

    def _second(self, item: Json | None) -> float | None:
        """Only a number counts; anything else never expires (developer guide, TTL)."""
        value = (item or {}).get(self.attribute, {})
        return float(value["N"]) if "N" in value else None

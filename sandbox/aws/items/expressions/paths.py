"""Document paths (`a.b[3].c`): read, followed, and projected."""

from collections.abc import Callable
from typing import Any

from sandbox.aws.call import AwsError, Json
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.expressions.tokens import Tokens

Path = tuple[str | int, ...]

Refusal = Callable[[str], AwsError]
"""How the language at hand words what is wrong."""


def read_path(tokens: Tokens, placeholders: Placeholders) -> Path:
    """A name, then `.name` and `[index]` as often as they come."""
    path: list[str | int] = [_step(tokens, placeholders)]
    while True:
        if tokens.takes("."):
            path.append(_step(tokens, placeholders))
        elif tokens.takes("["):
            if tokens.next.kind != "number":
                tokens.broken()
            path.append(int(tokens.take().text))
            tokens.needs("]")
        else:
            return tuple(path)


def follow(item: Json, path: Path) -> Json | None:
    """The attribute value at the end of the path; None where there is none."""
    value: Any = item.get(str(path[0]))
    for step in path[1:]:
        if value is None:
            return None
        value = _member(value, step)
    found: Json | None = value
    return found


def check_apart(paths: list[Path], refusal: Refusal) -> None:
    """Refuse two paths of which one holds, or contradicts, the other."""
    for place, one in enumerate(paths):
        for other in paths[place + 1 :]:
            shared = min(len(one), len(other))
            if one[:shared] == other[:shared]:
                problem = "overlap"
            elif _contradict(one, other):
                problem = "conflict"
            else:
                continue
            raise refusal(
                f"Two document paths {problem} with each other; must remove or rewrite one of "
                f"these paths; path one: {written(one)}, path two: {written(other)}"
            )


def written(path: Path) -> str:
    """`[a, b, [3]]`, as DynamoDB's messages have it."""
    steps = [f"[{step}]" if isinstance(step, int) else step for step in path]
    return f"[{', '.join(steps)}]"


Tree = dict[str | int, Any]
"""Step -> the tree below it; empty where a path ends."""


class Projection:
    """The parts of an item that a set of paths names; list members close ranks."""

    def __init__(self, paths: list[Path]) -> None:
        self.roots = {str(path[0]) for path in paths}
        self._tree: Tree = {}
        for path in paths:
            branch = self._tree
            for step in path:
                branch = branch.setdefault(step, {})

    @classmethod
    def read(cls, text: str, placeholders: Placeholders) -> "Projection":
        """From a ProjectionExpression."""
        tokens = Tokens(text, "ProjectionExpression")
        paths = [read_path(tokens, placeholders)]
        while tokens.takes(","):
            paths.append(read_path(tokens, placeholders))
        tokens.end()
        check_apart(paths, tokens.refusal)
        return cls(paths)

    def of(self, item: Json) -> Json:
        """The projected item."""
        projected: Json = _projected({"M": item}, self._tree)["M"]
        return projected


def _projected(value: Json, tree: Tree) -> Json:
    if not tree:
        return value
    if "M" in value:
        members = value["M"]
        parts = {n: _part(members[n], tree[n]) for n in tree if n in members}
        return {"M": {name: part for name, part in parts.items() if part is not None}}
    members = value["L"]
    chosen = [
        _part(members[n], tree[n])
        for n in sorted(n for n in tree if isinstance(n, int) and n < len(members))
    ]
    return {"L": [part for part in chosen if part is not None]}


def _part(value: Json, tree: Tree) -> Json | None:
    """None where the paths lead nowhere in this value."""
    if not tree:
        return value
    fits = ("M" in value and all(isinstance(step, str) for step in tree)) or (
        "L" in value and all(isinstance(step, int) for step in tree)
    )
    if not fits:
        return None
    part = _projected(value, tree)
    return part if next(iter(part.values())) else None


def _step(tokens: Tokens, placeholders: Placeholders) -> str:
    if tokens.next.kind == "name":
        return placeholders.name(tokens.take().text, tokens)
    if tokens.next.kind != "word":
        tokens.broken()
    return placeholders.word(tokens.take().text, tokens)


def _member(value: Json, step: str | int) -> Json | None:
    if isinstance(step, int):
        members = value.get("L", [])
        member: Json | None = members[step] if step < len(members) else None
        return member
    found: Json | None = value.get("M", {}).get(step)
    return found


def _contradict(one: Path, other: Path) -> bool:
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            return isinstance(mine, int) != isinstance(yours, int)
    return False

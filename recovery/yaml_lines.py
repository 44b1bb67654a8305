"""YAML as plain data that remembers its lines; the only reader of YAML.

A safe subset: no aliases, no tags of its own, no key twice. What is wrong is
collected, not raised, so that people see all of it at once.
"""

from typing import NamedTuple

import yaml

Path = tuple[int | str, ...]
"""Where something stands: `("accounts", 0, "id")`."""

_LONGEST = 1_000_000
_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
}


class YamlError(NamedTuple):
    """Something wrong at a place; `line` only where the place has none in the structure."""

    path: Path
    message: str
    line: int = 0


class Document(NamedTuple):
    """What was read.

    Attributes:
        data: Dicts, lists and scalars.
        lines: The line, from 1, of every key and every entry of a list.
        errors: What is wrong with it as YAML.
        readable: Whether `data` is worth looking at: False after a syntax error.
    """

    data: object
    lines: dict[Path, int]
    errors: list[YamlError]
    readable: bool = True


class _Loader(yaml.SafeLoader):
    """Refuses aliases: they hide what a rule says, and can grow without end."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not used here", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)  # type: ignore[arg-type]


def read_yaml(text: str) -> Document:
    """Read one YAML document, collecting what is wrong with it."""
    if len(text) > _LONGEST:
        return _unreadable("expected a file of less than a million characters", 1)
    try:
        root = yaml.compose(text, Loader=_Loader)
        document = Document(None, {}, [])
        data = _data(root, (), document) if root else None
        return document._replace(data=data)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return _unreadable(f"not readable as YAML: {error.problem}", line)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _unreadable(f"not readable as YAML: {error.reason}", line)
    except RecursionError:
        return _unreadable("nested too deeply to be read", 1)


def _unreadable(message: str, line: int) -> Document:
    return Document(None, {}, [YamlError((), message, line)], readable=False)


def _data(node: yaml.Node, path: Path, document: Document) -> object:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if node.tag not in _TAGS:
        document.errors.append(YamlError(path, f"the tag {node.tag} is not used here"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_data(entry, (*path, at), document) for at, entry in enumerate(node.value)]
    try:
        return yaml.constructor.SafeConstructor().construct_object(node)
    except ValueError:
        # Looks like a date or a number and is none: 2026-13-45.
        document.errors.append(YamlError(path, "not readable; put it in quotes if it is text"))
        return None


def _mapping(node: yaml.MappingNode, path: Path, document: Document) -> dict[str, object]:
    data: dict[str, object] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            document.errors.append(YamlError(path, "expected a word as key", line))
            continue
        name = str(key.value)
        place = (*path, name)
        if name in data:
            first = document.lines[place]
            message = f"is given twice, first in line {first}"
            document.errors.append(YamlError(place, message, line))
            continue
        document.lines[place] = line
        data[name] = _data(value, place, document)
    return data

"""YAML that people write by hand: read into a pydantic model, or refused with the line of the first mistake.

Letters are composed (NFC), as those of transcripts are: an "é" typed as two characters would be another word. What is
written for people, or with their words in it, comes back as it was.
"""

from __future__ import annotations

import datetime
import re
import typing
import unicodedata
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from .errors import InspiredError, shown

__all__ = ["beside", "dumped", "load_checked", "read_plain"]

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is fifteen times faster, where PyYAML has it
DEEPEST = 20
NAMING = frozenset({"aliases", "held_by", "label", "name"})  # keys whose values may be people's names
PEOPLE = frozenset({"names", "participants"})  # keys whose entries may be
CALLED = {"tuple_type": "a list", "string_type": "text", "dict_type": "keys with values",
          "model_type": "keys with values", "model_attributes_type": "keys with values"}  # fmt: skip
# Line breaks to YAML, though not to Python; written plainly they would come back as "\n" or as a space.
BREAKS = re.compile("[\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """Puts texts with odd line breaks in double quotes, where those are escaped."""


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if BREAKS.search(text) else None)


_Dumper.add_representer(str, _text)


def read_plain(source: str):
    """Return the data in *source*.

    Raises
    ------
    yaml.YAMLError
        If it is no YAML.
    """
    loader = LOADER(source)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def dumped(data: dict) -> str:
    """Return *data* as YAML in its own order and letters; reading it gives the same data again."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def load_checked(path: Path, model: type[BaseModel], *, error: type[InspiredError], kind: str, example: str,
                 max_bytes: int, context: dict | None = None):  # fmt: skip
    """Return the file at *path* as a *model*.

    Parameters
    ----------
    error
        What to raise, always with the file, the line, what was expected and what was found.
    kind, example
        How messages call the file ("plan"), and keys that it may have ("title: and assumptions:").
    max_bytes
        The size from which the file is refused unread.
    context
        What the model's validators need to know.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
        if len(raw) > max_bytes:
            raise error(path, expected=f"a {kind} of at most {max_bytes:,} bytes", found="a longer one")
        source = raw.decode("utf-8-sig")
        node = _compose(source, path, error)
        data = None if node is None else _constructed(node)
    except OSError as problem:
        raise error(path, expected=f"a {kind} that can be read", found=problem.strerror or str(problem),
                    todo="Check the spelling of the path.") from None  # fmt: skip
    except UnicodeDecodeError as problem:
        raise error(path, expected="UTF-8 text", found=f"byte {raw[problem.start]:#04x} at {problem.start}",
                    todo="Save the file as UTF-8.") from None  # fmt: skip
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{shown(path)}, line {mark.line + 1}" if mark else path
        found = (getattr(problem, "problem", None) or str(problem)).removeprefix("found ").removeprefix("but found ")
        todo = getattr(problem, "todo", "Check indentation, and quote texts that contain ': ' or '#'.")
        raise error(where, expected=getattr(problem, "expected", "YAML"), found=found, todo=todo) from None
    if data is not None and not isinstance(data, dict):
        raise error(path, expected=f"keys such as {example}", found=type(data).__name__)
    try:
        return model.model_validate(data or {}, context=context)
    except ValidationError as problem:
        raise _complaint(path, node, model, problem.errors()[0], error) from None


def _compose(source: str, path: Path, error: type[InspiredError]) -> yaml.Node | None:
    """Parse to nodes, which know their lines. Anchors are refused: nobody needs them, bombs are made of them."""
    try:
        _refuse_anchors(source, path, error)
        return yaml.compose(source, Loader=LOADER)
    except yaml.YAMLError:
        return yaml.compose(source, Loader=yaml.SafeLoader)  # says better than libyaml what is wrong, and in which line


def _constructed(node: yaml.Node) -> object:
    """Return the data of *node*; raise `yaml.YAMLError` with the line of a key that comes twice, or of no real date."""
    scalars = yaml.constructor.SafeConstructor()
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, yaml.MappingNode):
            keys = [key for key, _ in part.value if isinstance(key, yaml.ScalarNode)]
            values = [key.value for key in keys]
            twice = next((key for i, key in enumerate(keys) if key.value in values[:i]), None)
            if twice is not None:  # YAML's own loader would take the last and drop the others
                raise _Wrong(twice, "every key once", "this one for the second time", "Put both under one.")
            waiting += [child for pair in reversed(part.value) for child in pair[::-1]]
        elif isinstance(part, yaml.SequenceNode):
            waiting += reversed(part.value)
        else:
            try:
                # JSON, which is YAML, may write a character as two escapes.
                whole = part.value.encode("utf-16", "surrogatepass").decode("utf-16")
                part.value = unicodedata.normalize("NFC", whole)
                scalars.construct_object(part)
            except UnicodeDecodeError:
                raise _Wrong(part, "whole characters", "half of one", "Write the character itself.") from None
            except ValueError as problem:
                found = f"none ({problem})"
                raise _Wrong(part, "a date or a number", found, "Correct it, or put it in quotes.") from None
    return yaml.constructor.SafeConstructor().construct_document(node)


def beside(folder: Path, name: str) -> Path:
    """Return the file *name* in *folder*; some systems write the accents of its name in another way than we read it."""
    if (folder / name).exists() or not folder.is_dir():
        return folder / name
    return next((f for f in folder.iterdir() if unicodedata.normalize("NFC", f.name) == name), folder / name)


class _Wrong(yaml.MarkedYAMLError):
    """What is wrong with a node, and where."""

    def __init__(self, node: yaml.Node, expected: str, found: str, todo: str) -> None:
        super().__init__(problem=found, problem_mark=node.start_mark)
        self.expected, self.todo = expected, todo


def _refuse_anchors(source: str, path: Path, error: type[InspiredError]) -> None:
    """Refuse anchors, and what lies deeper than a plan can."""
    depth = 0
    for event in yaml.parse(source, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:  # libyaml would follow them until the stack is full
            raise error(f"{shown(path)}, line {event.start_mark.line + 1}", expected="plain YAML",
                        found=f"more than {DEEPEST} lists or keys within one another",
                        todo="Put a text that begins with brackets in quotes.")  # fmt: skip
        if getattr(event, "anchor", None):
            raise error(f"{shown(path)}, line {event.start_mark.line + 1}", expected="plain YAML",
                        found=f"an anchor or alias ({event.anchor})",
                        todo="Write the text out, or put it in quotes if it begins with & or *.")  # fmt: skip


def _complaint(path: Path, node: yaml.Node | None, model: type[BaseModel], first: dict, error) -> InspiredError:
    """Turn pydantic's first complaint into where, expected, found, todo."""
    keys = [str(k) for k in first["loc"]]
    where = f"{shown(path)}, line {_line(node, first['loc'])}, {'.'.join(keys)}"
    if first["type"] == "extra_forbidden":
        fields = _model_at(model, first["loc"][:-1]).model_fields
        return error(where, expected=f"one of {', '.join(fields)}", found=repr(keys[-1]),
                     todo="Correct the key, or remove the line.")  # fmt: skip
    if first["type"] == "missing":
        return error(where, expected=f"a key {keys[-1]!r}", found="none")
    expected = CALLED.get(first["type"]) or first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    expected = expected.removeprefix("'', ")  # that a key may be empty helps nobody
    if first["type"] == "string_pattern_mismatch":
        expected = _model_at(model, first["loc"][:-1]).model_fields[keys[-1]].description or expected
    number = first["type"] == "string_type" and isinstance(first["input"], (bool, int, float, datetime.date))
    return error(where, expected=expected, found=_told(first["input"], keys),
                 todo="Put it in quotes." if number else "")  # fmt: skip


def _told(value: object, keys: list[str]) -> str:
    """Say what was found at *keys*, but neither people's names nor what holds them: messages go into logs."""
    if isinstance(value, (dict, list, tuple)):
        return f"{'a mapping' if isinstance(value, dict) else 'a list'} of {len(value)}"
    if value is None:
        return "nothing"
    if NAMING.intersection(keys) or (keys[-1].isdigit() and PEOPLE.intersection(keys)):
        return "something else (not shown, it may be a name)"
    found = repr(value)
    return found if len(found) <= 80 else f"{found[:77]}…"


def _model_at(model: type[BaseModel], keys: tuple) -> type[BaseModel]:
    """Return the model that describes what lies under *keys*: of a field, or of a list's entries."""
    for key in keys:
        if key in model.model_fields:
            kind = model.model_fields[key].annotation
            inner = [kind, *typing.get_args(kind)]
            model = next((k for k in inner if isinstance(k, type) and issubclass(k, BaseModel)), model)
    return model


def _line(node: yaml.Node | None, keys: tuple) -> int:
    """Return the 1-based line of the deepest node that *keys* lead to."""
    line = node.start_mark.line if node else 0
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(key)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line
        else:
            break
    return line + 1

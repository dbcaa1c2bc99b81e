"""The parameters of a request: decoding the form, and reading values with Stripe's complaints."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from standfirst.sandbox.errors import invalid, missing


def decode(text: str) -> dict[str, Any]:
    """The nested values of `a[b][0][c]=d&…`; lists stay tables with `0`, `1`, … as keys."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _place(root, list(_parts(name)), value)
    return root


def _parts(name: str) -> Iterator[str]:
    head, *rest = name.split("[")
    yield head
    for part in rest:
        yield part.removesuffix("]")


def _place(root: dict[str, Any], path: list[str], value: str) -> None:
    *above, last = path
    table = root
    for part in above:
        step = table.setdefault(part or str(len(table)), {})
        if not isinstance(step, dict):
            raise invalid(f"Invalid hash: {above[0]}", param=above[0])
        table = step
    table[last or str(len(table))] = value


class Params:
    """One table of parameters. `path` is its own name, for the complaints."""

    def __init__(self, values: dict[str, Any], path: str = "") -> None:
        self.values = values
        self.path = path

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def name_of(self, name: str) -> str:
        """The parameter's full name, such as `subscription_data[metadata]`."""
        return f"{self.path}[{name}]" if self.path else name

    def allow(self, names: Iterable[str]) -> None:
        """Raises Stripe's complaint when there is a parameter that `names` does not hold."""
        for name in sorted(set(self.values) - set(names)):
            full = self.name_of(name)
            raise invalid(
                f"Received unknown parameter: {full}", param=full, code="parameter_unknown"
            )

    def text(self, name: str, default: str | None = None) -> str | None:
        """The value, `default` when absent, None when it was sent empty to unset it."""
        if name not in self.values:
            return default
        value = self.values[name]
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {self.name_of(name)}", param=self.name_of(name))
        return value or None

    def must(self, name: str) -> str:
        """The value. Raises Stripe's complaint when it is missing."""
        value = self.text(name)
        if value is None:
            full = self.name_of(name)
            raise invalid(f"Missing required param: {full}.", param=full, code="parameter_missing")
        return value

    def one_of(self, name: str, choices: Iterable[str], default: str) -> str:
        """The value, which must be one of `choices`."""
        allowed = tuple(choices)
        value = self.text(name) or default
        if value not in allowed:
            full = self.name_of(name)
            raise invalid(f"Invalid {full}: must be one of {', '.join(allowed)}", param=full)
        return value

    def whole(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self.text(name)
        if value is None:
            return None
        if not re.fullmatch(r"-?\d{1,12}", value, re.ASCII):
            full = self.name_of(name)
            raise invalid(f"Invalid integer: {value}", param=full, code="parameter_invalid_integer")
        return int(value)

    def truth(self, name: str, default: bool = False) -> bool:
        """True or False."""
        value = self.text(name)
        if value is None:
            return default
        if value not in ("true", "false"):
            full = self.name_of(name)
            raise invalid(f"Invalid boolean: {value}", param=full)
        return value == "true"

    def table(self, name: str) -> "Params":
        """The parameters below `name`; empty when there are none."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            raise invalid(f"Invalid hash: {self.name_of(name)}", param=self.name_of(name))
        return Params(value, self.name_of(name))

    def rows(self, name: str) -> list["Params"]:
        """The tables in the list `name`."""
        table = self.table(name)
        return [table.table(index) for index in sorted(table, key=_as_number)]

    def texts(self, name: str) -> list[str]:
        """The strings in the list `name`."""
        table = self.table(name)
        return [table.must(index) for index in sorted(table, key=_as_number)]

    def idents(self) -> list[str]:
        """Values on this level that may be the id of an object."""
        return [text for text in self.values.values() if isinstance(text, str) and "_" in text]

    def metadata(self, before: dict[str, str] | None = None) -> dict[str, str]:
        """`metadata` laid over what was there; an empty value takes a key away."""
        merged = dict(before or {})
        if self.values.get("metadata") == "":
            return {}
        table = self.table("metadata")
        for key in table:
            value = table.text(key)
            if value is None:
                merged.pop(key, None)
            else:
                merged[key] = value
        return merged

    def missing(self, kind: str, name: str) -> Exception:
        """The complaint that the object named in parameter `name` does not exist."""
        return missing(kind, str(self.values.get(name)), param=self.name_of(name), status=400)


def _as_number(index: str) -> int:
    return int(index) if index.isdigit() else 0

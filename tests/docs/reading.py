"""What the source says of itself: records of events and errors found in it, by its syntax tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "standfirst"
ERRORS = ("StandfirstError", "SettingsError", "InputError", "NotFoundError", "PaymentError")
NOT_PARTS_OF_THE_RECORD = {"reader_id"}


@dataclass(frozen=True)
class Recorded:
    """A call of `record`: the kinds it may write, the facts that go with them, and where."""

    kinds: tuple[str, ...]
    facts: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Raised:
    """A fault with a code of its own: its class, what it says, and where."""

    code: str
    kind: str
    message: str
    help: str
    place: str


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the publication by its place, such as `billing/sales.py`.

    The sandbox is left out: its errors are the payment company's.
    """
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if "migrations" not in path.parts and not place.startswith("sandbox/"):
            yield place, ast.parse(path.read_text())


def calls(tree: ast.AST, *names: str) -> Iterator[tuple[ast.Call, list[ast.AST]]]:
    """The calls of functions with these names, each with all that encloses it."""

    def walk(node: ast.AST, above: list[ast.AST]) -> Iterator[tuple[ast.Call, list[ast.AST]]]:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node, above
        for child in ast.iter_child_nodes(node):
            yield from walk(child, [*above, node])

    yield from walk(tree, [])


def recorded() -> list[Recorded]:
    """Every call of `record` in the source."""
    found = []
    for place, tree in modules():
        for call, above in calls(tree, "record"):
            kinds = tuple(kinds_in(call.args[0], above))
            facts = [word.arg for word in call.keywords if word.arg]
            told = tuple(fact for fact in facts if fact not in NOT_PARTS_OF_THE_RECORD)
            found.append(Recorded(kinds, told, place))
    return found


def kinds_in(node: ast.expr, above: list[ast.AST]) -> Iterator[str]:
    """The words that an expression may come to; a slot is written `<name>`."""
    match node:
        case ast.Constant(value=str(word)):
            yield word
        case ast.IfExp(body=first, orelse=second):
            yield from kinds_in(first, above)
            yield from kinds_in(second, above)
        case ast.JoinedStr():
            yield words_of(node, slot="<{}>")
        case ast.Name(id=name):
            yield from _assigned(name, above)


def _assigned(name: str, above: list[ast.AST]) -> Iterator[str]:
    """What the enclosing function gives to a name."""
    functions = [node for node in above if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(functions[-1]) if functions else ():
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield from kinds_in(value, above)


def words_of(node: ast.expr | None, *, slot: str = "…") -> str:
    """The text of a string, its slots as `slot`; of anything else nothing."""
    match node:
        case ast.Constant(value=str(word)):
            return word
        case ast.JoinedStr(values=values):
            return "".join(_piece(value, slot) for value in values)
    return ""


def _piece(node: ast.expr, slot: str) -> str:
    match node:
        case ast.Constant(value=str(word)):
            return word
        case ast.FormattedValue(value=ast.Attribute(attr=name) | ast.Name(id=name)):
            return slot.format(name)
    return slot.format("…")


def raised() -> list[Raised]:
    """Every fault in the source that is given a code of its own."""
    found = []
    for place, tree in modules():
        for call, _ in calls(tree, *ERRORS):
            told = {word.arg: word.value for word in call.keywords}
            code = words_of(told.get("code"))
            if code and isinstance(call.func, ast.Name):
                message = words_of(call.args[0] if call.args else None)
                found.append(Raised(code, call.func.id, message, words_of(told.get("help")), place))
    return found

"""Where messages are used: their keys, as Python and the templates of the pages have them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, nodes

import hdhgraph

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE: Final = Path(hdhgraph.__file__).parent
TEMPLATES: Final = SOURCE / "web" / "templates"
SCRIPTS: Final = SOURCE / "web" / "assets"
# What takes a key first: functions, and errors that are told in the language of a page.
CALLS: Final = {"message", "forms", "written", "WrongParameterError"}
# The argument that is a key where it is not the first: its place, or its name.
ELSEWHERE: Final = {"read_values": 2}
NAMED: Final = "wrong"
SAYS: Final = {"say", "forms"}
# A module's table of keys is a constant whose name ends so.
TABLE: Final = "_KEYS"


def web_modules() -> list[Path]:
    """Return the modules that say something with messages, without those that define them."""
    modules = (SOURCE / "web").rglob("*.py")
    return [path for path in modules if not path.stem.endswith("messages")]


def used_in(tree: ast.Module) -> set[str]:
    """Return the keys that a module uses: in calls, and in its tables."""
    calls = {text for argument in keys_given(tree) for text in chosen(argument)}
    tables = {
        each.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target).endswith(TABLE)
        for value in _values(node.value)
        for each in ast.walk(value)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    return calls | {text for text in tables if not text.startswith("/")}  # an address beside a key


def keys_given(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what is given as a key in each call that takes one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            place = 0 if name in CALLS else ELSEWHERE.get(name, len(node.args))
            yield from node.args[place : place + 1]
            yield from (each.value for each in node.keywords if each.arg == NAMED)


def computed_by(path: Path) -> Iterator[ast.expr]:
    """Yield the keys that a module puts together."""
    for argument in keys_given(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(argument, ast.JoinedStr | ast.BinOp):
            yield argument


def chosen(argument: ast.expr) -> set[str]:
    """Return the keys that an argument may be, as far as they stand in it."""
    if isinstance(argument, ast.IfExp):
        return chosen(argument.body) | chosen(argument.orelse)
    text = argument.value if isinstance(argument, ast.Constant) else None
    # A sentence in English alone, where no page says it, is no key.
    return {text} if isinstance(text, str) and text.isidentifier() else set()


def _values(table: ast.expr | None) -> list[ast.expr]:
    if isinstance(table, ast.Dict):
        return list(table.values)
    return list(table.elts) if isinstance(table, ast.Tuple) else []


def parse_template(path: Path) -> nodes.Template:
    """Return the syntax tree of a template."""
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


def said_in(template: nodes.Template) -> Iterator[nodes.Node]:
    """Yield what stands first in each call of a template that says something."""
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SAYS and call.args:
            yield call.args[0]


def said_whole(said: nodes.Node) -> set[str]:
    """Return the keys that are given to such a call as they are, or by a choice of two."""
    if isinstance(said, nodes.CondExpr):
        return said_whole(said.expr1) | (said_whole(said.expr2) if said.expr2 else set())
    return {str(said.value)} if isinstance(said, nodes.Const) else set()


def listed_in(template: nodes.Template) -> set[str]:
    """Return the texts of the lists and tables of a template, and those given to its macros."""
    parts: list[nodes.Node] = []
    for listed in template.find_all((nodes.Tuple, nodes.List)):
        parts += listed.items
    parts += [pair.value for pair in template.find_all(nodes.Pair)]
    for call in template.find_all(nodes.Call):
        parts += call.args
    for macro in template.find_all(nodes.Macro):
        parts += macro.defaults
    return {text for part in parts for text in said_whole(part)}


def computed_in(template: nodes.Template) -> Iterator[nodes.Node]:
    """Yield what puts a key together: in a call that says it, or from what looks like its start."""
    for said in said_in(template):
        yield from [said] if isinstance(said, nodes.Concat) else said.find_all(nodes.Concat)
    for each in template.find_all(nodes.Concat):
        first = each.nodes[0]
        if isinstance(first, nodes.Const) and str(first.value).endswith("_"):
            yield each


def used_by_scripts() -> set[str]:
    """Return the keys whose messages the scripts of the SPARQL editor take."""
    texts = [path.read_text(encoding="utf-8") for path in SCRIPTS.glob("editor*.js")]
    return {key for text in texts for key in re.findall(r"\bwords\.(\w+)", text)}

"""The rooms and floors of the house: sizes, imports, no cycles, docstrings on public names."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = Path(__file__).resolve().parents[1] / "src" / "hdhgraph"
MODULES = sorted(SOURCE.rglob("*.py"))
# The floors of the house and of its large folders, from the ground up: nobody imports from above.
FLOORS: Final[dict[str, list[set[str]]]] = {
    "": [
        {"errors"},
        {"rdf", "i18n"},
        {"project"},
        {"sparql"},
        {"engine", "claims", "checks"},
        {"web"},
        {"cli"},
        {"__main__"},
    ],
    "checks": [
        {"reading", "record"},
        {"report"},
        {"step"},
        {"syntax"},
        {"ontology", "own_rules", "shapes"},
        {"base"},
        {"files", "project"},
    ],
    "web": [
        {"http"},
        {"service"},
        {"pages"},
        {"claims", "dataset"},
        {"entities", "queries"},
        {"mcp", "site", "vocabulary"},
        {"serving"},
    ],
}
MOST_IN_A_FOLDER = 12
# One module a verb.
MAY_BE_LARGE = {"", "cli"}
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "manager"}
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
LONGEST_FUNCTION = 50
LONGEST_MODULE = 500
# The package itself and the command line import late, so that nobody waits for what he won't use.
MAY_IMPORT_LATE = {"__init__", "cli"}


def name_of(path: Path) -> str:
    """Return a module's dotted name below the package."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def room_of(name: str) -> str:
    """Return the module or sub-package of the first level that a dotted name is in."""
    return name.split(".", maxsplit=1)[0]


def imported(tree: ast.AST) -> set[str]:
    """Return the modules of ours that are imported, for types too, below the package."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "hdhgraph":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hdhgraph."):
            base = (node.module or "").removeprefix("hdhgraph.")
            folder = SOURCE / base.replace(".", "/")
            names = {alias.name for alias in node.names}
            modules = {each for each in names if (folder / f"{each}.py").is_file()}
            found |= {f"{base}.{each}" for each in modules}
            found |= {base} if names - modules else set()
    return found


TREES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
IMPORTS = {name: imported(tree) for name, tree in TREES.items()}


def test_modules_are_found() -> None:
    """The rules below look at something."""
    assert len(MODULES) > 20


@pytest.mark.parametrize("folder", FLOORS)
def test_every_room_is_on_a_floor(folder: str) -> None:
    """No module and no folder stands outside the floors."""
    assert set(rooms_in(folder, IMPORTS)) == set.union(*FLOORS[folder])


def upward(folder: str, graph: Mapping[str, set[str]]) -> list[str]:
    """Return which rooms of a folder need which from a higher floor."""
    floor = {name: number for number, names in enumerate(FLOORS[folder]) for name in names}
    rooms = rooms_in(folder, graph).items()
    return [f"{own} -> {x}" for own, needed in rooms for x in needed if floor[x] > floor[own]]


@pytest.mark.parametrize("folder", FLOORS)
def test_imports_go_down(folder: str) -> None:
    """A module imports only from its own floor or lower ones, for types too."""
    assert [] == upward(folder, IMPORTS)


def test_an_import_upwards_is_found() -> None:
    """The rule above can fail, by an import for types as well."""
    tree = ast.parse("if TYPE_CHECKING:\n    from hdhgraph.web.serving.app import create_app")
    assert upward("", {"project.loading": imported(tree)}) == ["project -> web"]
    tree = ast.parse("from hdhgraph.checks.base import step")
    assert upward("checks", {"checks.report.codes": imported(tree)}) == ["report -> base"]


def test_folders_are_seen_at_a_glance() -> None:
    """There are at most twelve modules or folders in one."""
    folders = {path.parent.relative_to(SOURCE).as_posix().replace("/", ".") for path in MODULES}
    sizes = {each: len(set(rooms_in(each, IMPORTS))) for each in folders - {"."}}
    assert len(sizes) > len(MAY_BE_LARGE)
    assert {} == {
        each: many
        for each, many in sizes.items()
        if many > MOST_IN_A_FOLDER and each not in MAY_BE_LARGE
    }


def rooms_in(folder: str, graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return which modules and folders of a folder need which others of it."""
    start = f"{folder}." if folder else ""
    rooms: dict[str, set[str]] = {}
    for name, targets in graph.items():
        if name.startswith(start):
            own = room_of(name.removeprefix(start))
            needed = {
                room_of(each.removeprefix(start)) for each in targets if each.startswith(start)
            }
            rooms.setdefault(own, set()).update(needed - {own})
    rooms.pop("__init__", None)
    return rooms


def circles(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the rooms that need each other, by one way for each circle, in any folder."""
    parts = [name.split(".")[:-1] for name in graph]
    folders = {".".join(each[:depth]) for each in parts for depth in range(len(each) + 1)}
    found = []
    for folder in sorted(folders):
        rooms = rooms_in(folder, graph)
        sorter = TopologicalSorter(rooms)
        try:
            sorter.prepare()
        except CycleError as error:
            found.append(f"{folder or 'hdhgraph'}: {' -> '.join(reversed(error.args[1]))}")
    return found


def test_no_two_rooms_need_each_other() -> None:
    """In no folder do modules or folders need each other, be it by others or for types."""
    assert [] == circles(IMPORTS)


def test_a_circle_is_found() -> None:
    """The rule above can fail: by modules, and by folders that no circle of modules is in."""
    assert circles({"a": {"b"}, "b": {"a"}}) == ["hdhgraph: a -> b -> a"]
    folders = {"a.x": {"b.x"}, "b.x": set(), "b.y": {"a.y"}, "a.y": set()}
    assert circles(folders) == ["hdhgraph: a -> b -> a"]
    within = {"a.b.x": {"a.c"}, "a.c": {"a.b.y"}, "a.b.y": set()}
    assert circles(within) == ["a: b -> c -> b"]


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions and methods of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_nothing_is_imported_inside_a_function() -> None:
    """What a module needs stands at its top."""
    late = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        if room_of(name) not in MAY_IMPORT_LATE
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [] == late


def test_functions_are_short() -> None:
    """No function is above 50 lines."""
    long = [
        f"{name}:{each.lineno} {each.name}"
        for name, tree in TREES.items()
        for each in functions(tree)
        if (each.end_lineno or 0) - each.lineno >= LONGEST_FUNCTION
    ]
    assert [] == long


def test_modules_are_short() -> None:
    """No module is above 500 lines."""
    lines = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {} == {name: many for name, many in lines.items() if many > LONGEST_MODULE}


def test_names_say_something() -> None:
    """No module or folder is a drawer for whatever has no name."""
    assert [] == [name for name in TREES if not FORBIDDEN_NAMES.isdisjoint(name.split("."))]


def missing_exports(tree: ast.Module) -> set[str]:
    """Return what `__all__` names and the module does not have."""
    exports = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    names = {
        name.id
        for node in ast.walk(tree)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    } | {n.name for n in ast.walk(tree) if isinstance(n, DEFINITIONS)}
    return {name for export in exports for name in export} - names


def test_exports_exist() -> None:
    """`__all__` names what is public, and all of it exists (ruff keeps it in order)."""
    found = {name: missing_exports(tree) for name, tree in TREES.items()}
    assert {} == {name: missing for name, missing in found.items() if missing}
    assert missing_exports(ast.parse('__all__ = ["gone"]')) == {"gone"}


def takes_solutions(tree: ast.AST) -> bool:
    """Tell whether a module names what SPARQL 1.1 Query Results JSON keeps its solutions under."""
    return any(
        isinstance(node, ast.Constant) and node.value == "bindings" for node in ast.walk(tree)
    )


def test_results_are_decoded_in_one_module() -> None:
    """Solutions are taken out of their JSON in one place; OpenAPI only tells of it."""
    found = {name for name, tree in TREES.items() if takes_solutions(tree)}
    assert found == {"sparql.solutions", "web.site.openapi"}


def test_a_second_decoding_is_found() -> None:
    """The rule above can fail."""
    assert takes_solutions(ast.parse('rows = json.loads(content)["results"]["bindings"]'))
    assert not takes_solutions(ast.parse("rows = read_solutions(content)"))


def asks_engine(tree: ast.AST) -> bool:
    """Tell whether a module makes requests of the engine, or asks it."""
    made = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "hdhgraph.engine.protocol"
        for alias in node.names
        if alias.name == "Request"
    }
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return any(name in made or re.search(r"(?<![a-z])engine\.query$", name) for name in called)


def test_the_engine_is_asked_in_one_module() -> None:
    """Of what serves, the service asks, and the protocol's route makes requests of its own.

    So every question of a request has its client's share, is noted and ends when the client goes.
    """
    found = {name for name, tree in TREES.items() if asks_engine(tree)}
    serving = {name for name in found if room_of(name) == "web"}
    assert serving == {"web.service.service", "web.queries.sparql"}


def test_another_way_to_the_engine_is_found() -> None:
    """The rule above can fail, whatever the class is called there."""
    makes = "from hdhgraph.engine.protocol import Request as R\nasked = R(query, 'json', 1.0)"
    assert asks_engine(ast.parse(makes))
    assert asks_engine(ast.parse("answer = await self._engine.query(asked, caller)"))
    assert not asks_engine(ast.parse("rows = await asker.solutions(query)"))


def test_clients_are_watched_in_one_module() -> None:
    """Only who asks the graph for a request watches whether its client is there."""
    found = {name for name, targets in IMPORTS.items() if "web.http.disconnects" in targets}
    assert found == {"web.service.service"}


# What holds the parameters of an address before they are read.
PAIRS = {
    "address_pairs", "decode_pairs", "parse_qs", "parse_qsl", "query_params", "query_string",
    "readable_pairs",
}  # fmt: skip
MAY_READ_PAIRS = {
    "engine.form_pairs": {"decode_pairs", "parse_qsl"},  # reads any form
    "engine.long_texts": {"decode_pairs"},  # a long form, in a process of its own
    "web.http.address": {
        "address_pairs", "decode_pairs", "parse_qsl", "query_string", "readable_pairs",
    },
    "web.http.parameters": {"address_pairs", "readable_pairs"},
    "web.queries.sparql": {"address_pairs"},  # some are given several times
    "web.queries.canned": {"decode_pairs"},  # the body of a POST
    "web.pages.problems": {"readable_pairs"},  # writes the address again, with a name that is near
    "web.serving.cache": {"query_string"},  # a part of the key
    "web.serving.hot_paths": {"query_string"},  # an address without
}  # fmt: skip


def pairs_read(tree: ast.AST) -> set[str]:
    """Return by which names a module takes an address's parameters as they came."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
            case ast.Constant(value=str(name)):
                found.add(name)
    return found & PAIRS


def test_addresses_are_read_by_their_declared_parameters() -> None:
    """Beside `web.parameters` nobody takes an address apart, but for a reason that is told."""
    found = {name: pairs_read(tree) for name, tree in TREES.items()}
    assert {name: names for name, names in found.items() if names} == {
        name: names for name, names in MAY_READ_PAIRS.items() if names
    }


def test_a_second_reader_of_addresses_is_found() -> None:
    """The rule above can fail."""
    planted = 'def f(request):\n    return request.query_params["page"], request.scope[KEY]\n'
    assert pairs_read(ast.parse(planted)) == {"query_params"}


def test_names_of_test_modules_are_unique() -> None:
    """Pytest takes two modules of one name for the same one, in whatever folders they lie."""
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert names
    assert [] == sorted({name for name in names if names.count(name) > 1})

"""The rooms and layers of the house: sizes, imports, no cycles, docstrings on public names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "hdhgraph"
MODULES = sorted(SOURCE.rglob("*.py"))
LAYERS = [
    {"errors", "namespaces", "media_types"},
    {
        "about",
        "as_of",
        "config",
        "layout",
        "iris",
        "illocutions",
        "told",
        "place_order",
        "plurals",
        "conneg",
        "dates",
        "form_pairs",
        "results_json",
        "words",
        "typography",
    },
    {
        "dataset",
        "describe",
        "dumps",
        "rdflib_graphs",
        "queries",
        "query_parts",
        "turtle",
        "turtle_format",
        "mentions",
        "anchors",
        "fragments",
        "same_words",
        "coverage",
        "concepts",
        "terms",
        "inference",
        "oppositions",
        "inferred_labels",
        "reasons",
        "worklist",
        "scaffold",
        "search",
        "search_build",
        "answer_lines",
        "as_of_counts",
    },
    {
        "engine",
        "checks",
        "reports",
        "attribution",
        "citations",
        "claim_facts",
        "claim_list",
        "claim_sets",
        "claim_sets_build",
        "claims_read",
        "exchanges",
        "facets",
        "facets_build",
        "exports",
        "nanopublications",
        "receipts",
        "queries_rdf",
        "service_description",
        "dataset_description",
        "dataset_statistics",
        "catalogue",
        "pictures",
        "feeds",
    },
    {"web", "mcp", "cli", "__main__"},
]
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}
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
    """Return the modules of ours that are imported at run time, below the package."""
    guarded = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for child in ast.walk(statement)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in guarded:
            if node.module == "hdhgraph":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("hdhgraph."):
                base = node.module.removeprefix("hdhgraph.")
                found.add(base)
                found |= {
                    f"{base}.{alias.name}"
                    for alias in node.names
                    if (SOURCE / base.replace(".", "/") / f"{alias.name}.py").is_file()
                }
    return found


def parse(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def test_modules_are_found() -> None:
    """The rules below look at something."""
    assert len(MODULES) > 20


def test_every_room_has_a_layer() -> None:
    """No module stands outside the layers."""
    assert {room_of(name_of(path)) for path in MODULES} - {"__init__"} == set(LAYER)


def upward(name: str, targets: set[str]) -> list[str]:
    """Return the imports of a module that go to a higher layer."""
    own = LAYER.get(room_of(name), -1)
    return [target for target in targets if own >= 0 and LAYER[room_of(target)] > own]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down(path: Path) -> None:
    """A module imports only from its own layer or lower ones."""
    name = name_of(path)
    if name == "__init__":
        return
    targets = {target for target in imported(parse(path)) if room_of(target) in LAYER}
    assert upward(name, targets) == []


def test_an_import_upwards_is_found() -> None:
    """The rule above can fail."""
    tree = ast.parse("from hdhgraph.web.app import create_app")
    assert upward("dataset", imported(tree)) == ["web.app"]


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return one path for each cycle that a depth-first walk meets."""
    found: list[list[str]] = []
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
        elif name not in done:
            for target in sorted(graph.get(name, ())):
                walk(target, [*path, name])
            done.add(name)

    for name in sorted(graph):
        walk(name, [])
    return found


def test_no_import_cycle() -> None:
    """No module needs itself."""
    assert cycles({name_of(path): imported(parse(path)) for path in MODULES}) == []


def test_a_cycle_is_found() -> None:
    """The rule above can fail."""
    assert cycles({"a": {"b"}, "b": {"a"}}) == [["a", "b", "a"]]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions and methods of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(parse(path)) if isinstance(node, kinds)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    """What a module needs stands at its top."""
    if room_of(name_of(path)) in MAY_IMPORT_LATE:
        return
    late = [
        node.lineno
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_and_modules_are_short(path: Path) -> None:
    """No function above 50 lines, no module above 500."""
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION]
    assert long == []
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_names_say_something(path: Path) -> None:
    """No module is a drawer for whatever has no name."""
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_exports_exist(path: Path) -> None:
    """`__all__` names what is public, and all of it exists (ruff keeps it in order)."""
    tree = parse(path)
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
    for export in exports:
        assert set(export) <= names


def test_names_of_test_modules_are_unique() -> None:
    """Pytest takes two modules of one name for the same one, in whatever folders they lie."""
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert names
    assert [] == sorted({name for name in names if names.count(name) > 1})

"""A graph project on disk: ontology/, data/, shapes/, queries/, and which file is which graph."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.errors import ProjectError
from hdhgraph.iris import is_absolute
from hdhgraph.namespaces import graph_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Project", "bundled", "find_project", "graph_of"]

CONFIGURATION: Final = "hdhgraph.toml"
TABLES: Final = ("project", "serve", "graphs", "check", "folders")
INFERRED: Final = "inferred"
# The folders of a project, by the names that `[folders]` knows, and what they are called else.
FOLDERS: Final = MappingProxyType(
    {
        "ontology": "ontology",
        "data": "data",
        "shapes": "shapes",
        "queries": "queries",
        "hygiene": "tests/hygiene",
        "competency": "tests/competency",
        "texts": "texts",
    }
)
# What `[check.levels]` may say of a code.
LEVELS: Final = ("violation", "warning", "info", "off")
# RDF kept in a project; text that other tools write beside it (README, pictures) is not data.
_SUFFIXES: Final = (".ttl", ".trig")
_VERSION: Final = re.compile(r'owl:versionInfo\s+"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Project:
    """A graph project: its root folder, and what its `hdhgraph.toml` says of it.

    `graphs` are the graph names that differ from the rule, `edition` is the version of the data,
    `levels` the severities that differ from a check's own, by code. `languages` are those that
    labels and definitions must be in, `namespaces` those whose terms the project defines.
    `folders` are the names of folders that differ from ours, by ours.
    """

    root: Path
    graphs: Mapping[str, str] = field(default_factory=dict)
    is_bundled: bool = False
    edition: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)

    def folder(self, name: str) -> Path:
        """Return one of the folders in `FOLDERS`, whether it is there or not."""
        return self.root / self.folders.get(name, FOLDERS[name])

    @property
    def queries(self) -> Path:
        """The folder of canned queries; the bundled one's where the project has none."""
        own = self.folder("queries")
        return own if own.is_dir() else bundled().root / "queries"

    @property
    def inferred(self) -> Path:
        """The file of the inferred graph."""
        return self.folder("data") / f"{INFERRED}.ttl"

    @property
    def record(self) -> Path:
        """The file that holds the version digest of the last green check."""
        return self.folder("data") / "checked.json"

    def rdf_files(self, *folders: str) -> list[Path]:
        """Return the RDF files of `folders` (by default all three), sorted by path."""
        chosen = folders or ("ontology", "data", "shapes")
        return sorted(
            path
            for folder in chosen
            for path in self.folder(folder).rglob("*")
            if path.suffix in _SUFFIXES and path.is_file()
        )

    def graph_of(self, path: Path) -> str:
        """Return the name of the graph that a file of this project states."""
        relative = path.relative_to(self.root)
        return self.graphs.get(relative.as_posix()) or graph_of(relative)

    def version(self) -> str:
        """Return the digest of everything served: 64 hexadecimal digits over paths and bytes."""
        names = repr(sorted(self.graphs.items())) if self.graphs else ""
        digest = hashlib.sha256(names.encode())
        for path in self._versioned():
            digest.update(self._relative(path).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def ontology_version(self) -> str:
        """Return what the ontology's header gives as owl:versionInfo; empty where it gives none."""
        for path in self.rdf_files("ontology"):
            found = _VERSION.search(path.read_text(encoding="utf-8", errors="replace"))
            if found:
                return found.group(1)
        return ""

    def modified(self) -> float:
        """Return when the newest file that is served was written, in seconds since 1970."""
        return max((path.stat().st_mtime for path in self._versioned()), default=0.0)

    def _versioned(self) -> Iterator[Path]:
        yield from self.rdf_files()
        yield from sorted(self.queries.glob("*.rq"))
        configuration = self.root / CONFIGURATION  # the title and the licence are served, too
        if configuration.is_file():
            yield configuration

    def _relative(self, path: Path) -> str:
        inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if inside else f"queries/{path.name}"


def graph_of(relative: Path) -> str:
    """Return the graph name of a file by its path in a project, such as data/sources/x.ttl.

    data/sources/<slug> is source/<slug>; data/reference/* is one graph `reference`; data/<name> is
    <name>; ontology/vocabularies is `vocab`; the rest of ontology/ and shapes/ go by their folder.
    """
    parts = relative.with_suffix("").parts
    if parts[0] == "data" and len(parts) > 1:
        if parts[1] == "sources":
            return graph_name("source/" + "/".join(parts[2:]))
        return graph_name(parts[1])
    if parts == ("ontology", "vocabularies"):
        return graph_name("vocab")
    return graph_name(parts[0])


def bundled() -> Project:
    """Return the project that comes with the package.

    In a wheel it lies in the package; in an editable install, which ignores forced inclusion, the
    checkout's own folders are used.
    """
    packaged = Path(str(resources.files("hdhgraph"))) / "graph"
    root = packaged if packaged.is_dir() else Path(__file__).resolve().parents[2]
    if not (root / "data").is_dir():
        raise ProjectError(f"The bundled graph is missing: {root} has no folder data/.")
    return replace(_read(root), is_bundled=True)


def find_project(chosen: Path | None, current: Path) -> Project:
    """Return the project to work on: `chosen`, else the current folder's, else the bundled one.

    A folder is a project if it holds `hdhgraph.toml`, or both ontology/ and data/.

    Raises ProjectError when `chosen` is not there or holds no data/.
    """
    if chosen is not None:
        if not chosen.is_dir():
            raise ProjectError(f"There is no folder {chosen}.")
        if not (chosen / "data").is_dir():
            raise ProjectError(f"{chosen} is not a graph project: it has no folder data/.")
        return _read(chosen)
    has_both = (current / "ontology").is_dir() and (current / "data").is_dir()
    if has_both or (current / CONFIGURATION).is_file():
        return _read(current)
    return bundled()


def _read(root: Path) -> Project:
    content = read_configuration(root)
    edition = str(content.get("project", {}).get("version", ""))
    check = content.get("check", {})
    return Project(
        root.resolve(),
        content.get("graphs", {}),
        edition=edition,
        levels=check.get("levels", {}),
        languages=tuple(check.get("languages", ())),
        namespaces=tuple(check.get("namespaces", ())),
        folders=content.get("folders", {}),
    )


def read_configuration(root: Path) -> dict[str, Any]:
    """Return what `hdhgraph.toml` in `root` says, empty where there is none.

    Raises ProjectError with the place when the file does not parse or has an unknown table.
    """
    path = root / CONFIGURATION
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path}: {error}") from error
    unknown = sorted(set(content) - set(TABLES))
    if unknown:
        raise ProjectError(f"{path}: unknown table [{unknown[0]}]; there are {', '.join(TABLES)}.")
    _check_tables(path, content)
    return content


def _check_tables(path: Path, content: Mapping[str, Any]) -> None:
    for name, table in content.items():
        if not isinstance(table, dict):
            raise ProjectError(f"{path}: “{name}” is no table; write [{name}].")
    for file, graph in content.get("graphs", {}).items():
        if not isinstance(graph, str) or not is_absolute(graph):
            raise ProjectError(f"{path}: the graph of “{file}” is no absolute IRI: {graph!r}.")
    for name, folder in content.get("folders", {}).items():
        if name not in FOLDERS:
            raise ProjectError(
                f"{path}: unknown folder “{name}” in [folders]; there are {', '.join(FOLDERS)}."
            )
        if not isinstance(folder, str) or not folder:
            raise ProjectError(f"{path}: the folder of “{name}” is no name: {folder!r}.")
    _check_check(path, content.get("check", {}))


def _check_check(path: Path, table: Mapping[str, Any]) -> None:
    keys = ("languages", "levels", "namespaces")
    unknown = sorted(set(table) - set(keys))
    if unknown:
        raise ProjectError(
            f"{path}: unknown key “{unknown[0]}” in [check]; there are {', '.join(keys)}."
        )
    for key in ("languages", "namespaces"):
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ProjectError(f"{path}: “{key}” in [check] is a list of texts, not {value!r}.")
    levels = table.get("levels", {})
    if not isinstance(levels, dict):
        raise ProjectError(f"{path}: “levels” is no table; write [check.levels].")
    for code, level in levels.items():
        if level not in LEVELS:
            raise ProjectError(
                f"{path}: the level of {code} is one of {', '.join(LEVELS)}, not {level!r}."
            )

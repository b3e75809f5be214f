"""A graph project on disk: ontology/, data/, shapes/, queries/, and which file is which graph."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from hdhgraph.errors import ProjectError
from hdhgraph.rdf.iris import is_absolute
from hdhgraph.rdf.namespaces import PREFIXES, graph_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "ENDINGS",
    "RDF_FOLDERS",
    "Project",
    "bundled",
    "find_project",
    "folders_around",
    "graph_of",
    "is_marked",
    "project_around",
    "rdf_below",
]

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
# Those that hold RDF.
RDF_FOLDERS: Final = ("ontology", "data", "shapes")
# Below the folder of the ontology: earlier versions, which are served beside the graph, not in it.
VERSIONS: Final = "versions"
# What `[check.levels]` may say of a code.
LEVELS: Final = ("violation", "warning", "info", "off")
# RDF kept in a project; text that other tools write beside it (README, pictures) is not data.
SUFFIXES: Final = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".owl", ".jsonld")
# The same, in words for people.
ENDINGS: Final = ", ".join(SUFFIXES)
# Folders that hold no RDF of a project, whatever they hold; hidden ones are left out as well.
_NOT_READ: Final = frozenset(("node_modules", "__pycache__", "venv"))
# Below the root itself these hold examples of faults, mostly.
_TESTS: Final = frozenset(("test", "tests"))
_SHACL: Final = PREFIXES["sh"].encode()
_NOT_IN_IRI: Final = re.compile(r"[\x00-\x20\x7f<>\"{}|^`\\%#?]")
_LOOKED_AT: Final = 4 * 1024**2
_VERSION: Final = re.compile(r'owl:versionInfo\s+"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Project:
    """A graph project: its root folder, and what its `hdhgraph.toml` says of it.

    `graphs` are the graph names that differ from the rule, `edition` is the version of the data,
    `levels` the severities that differ from a check's own, by code. `languages` are those that
    labels and definitions must be in, `namespaces` those whose terms the project defines.
    `folders` are the names of folders that differ from ours, by ours, and files whose path has one
    of the patterns in `exclude` are left out. Of an open project all RDF below the root is read,
    in whatever folders it lies.
    """

    root: Path
    graphs: Mapping[str, str] = field(default_factory=dict)
    is_bundled: bool = False
    edition: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    is_open: bool = False

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
        """Return the RDF files of `folders` (by default all three), sorted by path.

        Of an open project what lies in none of these folders is data, and shapes where it names
        SHACL.
        """
        chosen = frozenset(folders or RDF_FOLDERS)
        roots = [self.root] if self.is_open else [self.folder(name) for name in sorted(chosen)]
        found = {path for root in roots for path in rdf_below(root, is_root=root == self.root)}
        return sorted(path for path in found if chosen & self._kinds(path))

    def _kinds(self, path: Path) -> frozenset[str]:
        """Return which of the folders of RDF a file belongs to, or is as if it did."""
        if any(fnmatch(self._relative(path), pattern) for pattern in self.exclude):
            return frozenset()
        if path.is_relative_to(self.folder("ontology") / VERSIONS):
            return frozenset()
        name = self._folder_of(path)
        if name is not None:
            return frozenset((name,))
        return frozenset(("data", "shapes") if self.is_open and _names_shacl(path) else ("data",))

    def _folder_of(self, path: Path) -> str | None:
        """Return the name of the innermost folder of RDF that a file lies in."""
        held = {name: self.folder(name) for name in RDF_FOLDERS}
        inside = [name for name, folder in held.items() if path.is_relative_to(folder)]
        return max(inside, key=lambda name: len(held[name].parts), default=None)

    def graph_of(self, path: Path) -> str:
        """Return the name of the graph that a file of this project states."""
        relative = path.relative_to(self.root)
        if relative.as_posix() in self.graphs:
            return self.graphs[relative.as_posix()]
        name = self._folder_of(path)
        if name is None:
            return graph_name("file/" + quote(os.fsencode(relative.as_posix())))
        return graph_of(Path(name) / path.relative_to(self.folder(name)))

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


def _in_iri(name: str) -> str:
    """Return a name with what no IRI may hold written as in URLs (RFC 3987, section 2.2)."""
    return _NOT_IN_IRI.sub(lambda match: quote(os.fsencode(match.group())), name)


def _names_shacl(path: Path) -> bool:
    """Tell whether a file names SHACL's namespace, as far as one looks."""
    try:
        with path.open("rb") as stream:
            return _SHACL in stream.read(_LOOKED_AT)
    except OSError:
        return False


def graph_of(relative: Path) -> str:
    """Return the graph name of a file by its path in a project, such as data/sources/x.ttl.

    data/sources/<slug> is source/<slug>; data/reference/* is one graph `reference`; data/<name> is
    <name>; ontology/vocabularies is `vocab`; the rest of ontology/ and shapes/ go by their folder.
    """
    parts = [_in_iri(part) for part in relative.with_suffix("").parts]
    if parts[0] == "data" and len(parts) > 1:
        if parts[1] == "sources":
            return graph_name("source/" + "/".join(parts[2:]))
        return graph_name(parts[1])
    if parts == ["ontology", "vocabularies"]:
        return graph_name("vocab")
    return graph_name(parts[0])


def bundled() -> Project:
    """Return the project that comes with the package.

    In a wheel it lies in the package; in an editable install, which ignores forced inclusion, the
    checkout's own folders are used.
    """
    package = Path(str(resources.files("hdhgraph"))).resolve()
    packaged = package / "graph"
    root = packaged if packaged.is_dir() else package.parents[1]
    if not (root / "data").is_dir():
        raise ProjectError(f"The bundled graph is missing: {root} has no folder data/.")
    return replace(_read(root), is_bundled=True)


def rdf_below(folder: Path, *, is_root: bool = True) -> Iterator[Path]:
    """Yield the RDF files below a folder, in no order; hidden folders are left out.

    So are folders of tests, where that is the root of a project, or the one that somebody named.
    Raises ProjectError for a folder that cannot be read; one that is not there has no files.
    """
    left_out = _NOT_READ | (_TESTS if is_root else frozenset())
    for parent, names, files in os.walk(folder, onerror=_refuse_folder):
        names[:] = [name for name in names if name not in left_out and not name.startswith(".")]
        for name in files:
            path = Path(parent, name)
            if path.suffix.lower() in SUFFIXES and (path.is_file() or _leads_nowhere(path)):
                yield path


def _leads_nowhere(path: Path) -> bool:
    """Tell whether a file is a link to none, which is missed; editors' locks are hidden ones."""
    return path.is_symlink() and not path.exists() and not path.name.startswith(".")


def _refuse_folder(error: OSError) -> None:
    """Raise what keeps a folder from being read: what is in it would be missed in silence."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise ProjectError(f"{error.filename} cannot be read: {error.strerror}.") from error


def find_project(chosen: Path | None, current: Path, *, any_folder: bool = False) -> Project:
    """Return the project to work on: `chosen`, else the one around `current`, else the bundled one.

    With `any_folder` every folder that is chosen is a project: an open one, unless it is laid out
    as ours are.

    Raises ProjectError when `chosen` is not there, or holds no data/ and `any_folder` is not asked.
    """
    if chosen is None:
        return project_around(current, any_folder=any_folder) or bundled()
    if not chosen.is_dir():
        raise ProjectError(f"There is no folder {chosen}.")
    found = _read(chosen)
    if any_folder:
        return found if _is_laid_out(found) else replace(found, is_open=True)
    if not found.folder("data").is_dir():
        name = found.folder("data").relative_to(found.root).as_posix()
        raise ProjectError(f"{chosen} is not a graph project: it has no folder {name}/.")
    return found


def project_around(current: Path, *, any_folder: bool = False) -> Project | None:
    """Return the nearest project that a folder is or lies in; None where there is none.

    It is looked for as far as `folders_around` goes. With `any_folder` a folder is one, too, where
    no project is marked (`is_marked`): an open one, if it has RDF in one of ontology/, data/ and
    shapes/, or queries in queries/. So is one around it in the same git repository; elsewhere
    nobody can tell whether they belong together.
    """
    around = list(folders_around(current))
    for folder in around:
        if is_marked(folder):
            return find_project(folder, folder, any_folder=True) if any_folder else _read(folder)
    if not any_folder:
        return None
    for folder in around if _is_repository(around[-1]) else around[:1]:
        if Project(folder).rdf_files() or any((folder / FOLDERS["queries"]).glob("*.rq")):
            return replace(_read(folder), is_open=True)
    return None


def is_marked(folder: Path) -> bool:
    """Tell whether a folder is a project for all: by `hdhgraph.toml`, or ontology/ and data/."""
    # Of a folder around ours that may not be looked into, nothing is known: no error, other than
    # with `Path.is_dir`.
    has_both = all(os.path.isdir(folder / name) for name in ("ontology", "data"))  # noqa: PTH112
    return has_both or os.path.lexists(folder / CONFIGURATION)


def folders_around(folder: Path) -> Iterator[Path]:
    """Yield a folder and those that it lies in, up to the root of its git repository, if any."""
    for each in (folder, *folder.parents):
        yield each
        if _is_repository(each):
            return


def _is_repository(folder: Path) -> bool:
    """Tell whether a folder is the root of a git repository, or of a work tree or submodule."""
    return os.path.lexists(folder / ".git")


def _is_laid_out(project: Project) -> bool:
    """Tell whether the folders of a project are known: named, or those of a project as ours."""
    there = [name for name in RDF_FOLDERS if project.folder(name).is_dir()]
    is_configured = (project.root / CONFIGURATION).is_file()
    return bool(project.folders or (is_configured and there) or {"ontology", "data"} <= {*there})


def _read(root: Path) -> Project:
    content = read_configuration(root)
    edition = str(content.get("project", {}).get("version", ""))
    check = content.get("check", {})
    _check_folders(root, content.get("folders", {}))
    return Project(
        root.resolve(),
        content.get("graphs", {}),
        edition=edition,
        levels=check.get("levels", {}),
        languages=tuple(check.get("languages", ())),
        namespaces=tuple(check.get("namespaces", ())),
        folders=content.get("folders", {}),
        exclude=tuple(check.get("exclude", ())),
    )


def _check_folders(root: Path, named: Mapping[str, str]) -> None:
    """Refuse a folder that is named and not there, or that cannot be read: nothing is in neither.

    Source texts are often kept elsewhere, such as where nobody else may read them.
    """
    for name, usual in FOLDERS.items():
        folder = root / named.get(name, usual)
        try:
            os.scandir(folder).close()
        except (FileNotFoundError, NotADirectoryError) as error:
            if name in named and name != "texts":
                raise ProjectError(
                    f"{root / CONFIGURATION}: there is no folder {named[name]}, which [folders] "
                    f"names for “{name}”; make it, or name the one that it is."
                ) from error
        except OSError as error:
            raise ProjectError(f"{folder} cannot be read: {error.strerror}.") from error


def read_configuration(root: Path) -> dict[str, Any]:
    """Return what `hdhgraph.toml` in `root` says, empty where there is none.

    Raises ProjectError with the place when the file cannot be read, does not parse or has an
    unknown table.
    """
    path = root / CONFIGURATION
    if not os.path.lexists(path):
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}.") from error
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
        if Path(folder).is_absolute() or ".." in Path(folder).parts:
            raise ProjectError(f"{path}: the folder of “{name}” is outside the project: {folder}.")
    _check_check(path, content.get("check", {}))


def _check_check(path: Path, table: Mapping[str, Any]) -> None:
    keys = ("exclude", "languages", "levels", "namespaces")
    unknown = sorted(set(table) - set(keys))
    if unknown:
        raise ProjectError(
            f"{path}: unknown key “{unknown[0]}” in [check]; there are {', '.join(keys)}."
        )
    for key in ("exclude", "languages", "namespaces"):
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

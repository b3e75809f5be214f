"""`check`: every rule that a graph project must keep, as one report."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from hdhgraph import bounds, inference
from hdhgraph.codes import CODES, FIXED, found
from hdhgraph.dataset import load_project, read_quads
from hdhgraph.engine.guards import inspect
from hdhgraph.errors import (
    DataSyntaxError,
    InputError,
    QueryHeaderError,
    QueryRefusedError,
    nearest,
)
from hdhgraph.fetching import part_rules, refused_query
from hdhgraph.ignores import Ignored, accept, read_ignores, unused
from hdhgraph.media_types import RDF_XML, input_format
from hdhgraph.namespaces import PREFIXES, graph_name
from hdhgraph.places import Place, Places, lines_of
from hdhgraph.queries import read_query
from hdhgraph.query_rules import find_breaches
from hdhgraph.rdflib_graphs import to_graph
from hdhgraph.validation import Finding, Severity, hygiene, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from hdhgraph.ignores import Ignore
    from hdhgraph.layout import Project

__all__ = ["Report", "check_files", "check_project", "is_checked", "record"]

# The rules look at the world that is stated; what states the rules themselves is not their object.
_NOT_VALIDATED: Final = frozenset({graph_name("shapes")})
_SH: Final = PREFIXES["sh"]
_IDENTIFIER: Final = PREFIXES["dcterms"] + "identifier"
_AT: Final = re.compile(r"\bat (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST_REASON: Final = 80
_UNEXPECTED: Final = {
    "en": "something else is expected here.",
    "fr": "autre chose est attendu ici.",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, what comments in the files accept, and over how many triples."""

    found: tuple[Place, ...]
    triples: int
    ignored: tuple[Ignored, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(each.finding.severity is severity for each in self.found)

    def is_green(self, *, strict: bool = False) -> bool:
        """Tell whether nothing was found that fails: violations, and with `strict` anything."""
        return not (self.found if strict else self.count(Severity.VIOLATION))


def check_project(project: Project, progress: Callable[[str], None] = lambda _step: None) -> Report:
    """Check a graph project: syntax, canned queries, SHACL, hygiene, inferred graph up to date.

    Where a file does not parse, nothing is asked of the graph, since no answer would be true.

    `progress` is told each step. Raises InputError when there is nothing to check, or a level is
    set for a code that no check has.
    """
    progress("parse")
    files = project.rdf_files()
    broken = [each for path in files for each in _syntax(path, project.graph_of(path))]
    of_queries = [each for path in _queries(project) for each in _of_query(path)]
    if broken:
        return _report([*broken, *of_queries], 0, project)
    ignores, bad = read_ignores(files)
    loaded = load_project(project)
    progress("infer")
    findings = _outdated(project, loaded.store)
    progress("hygiene")
    of_hygiene, bad_hygiene = _hygiene(loaded.store, project)
    progress("shapes")
    rules = _rules(project.rdf_files("shapes"))
    of_shapes = _validate(loaded.store, rules)
    _check_codes(project, rules)
    places = Places([*project.rdf_files("data", "ontology", "shapes")])
    found_here = [*map(places.of, [*of_hygiene, *of_shapes]), *findings, *of_queries]
    all_found = [*found_here, *bad_hygiene, *bad]
    return _report(all_found, len(loaded.store), project, ignores)


def _report(
    places: Iterable[Place], triples: int, project: Project, ignores: Sequence[Ignore] = ()
) -> Report:
    """Put a report together: levels, comments that ignore, the gravest first."""
    kept, ignored, used = accept(list(places), ignores)
    levelled = list(_levelled([*kept, *unused(ignores, used)], project.levels))
    levelled.sort(key=lambda each: (*each.finding.sort_key, str(each.path), each.line or 0))
    return Report(tuple(levelled), triples, tuple(ignored))


def _levelled(places: Iterable[Place], levels: Mapping[str, str]) -> Iterator[Place]:
    for each in places:
        level = levels.get(each.finding.code)
        if level is None or each.finding.code in FIXED:
            yield each
        elif level != "off":
            yield replace(each, finding=replace(each.finding, severity=Severity(level)))


def _check_codes(project: Project, rules: Iterable[ox.Quad]) -> None:
    """Refuse a level for a code that no check has: it would be believed to hold."""
    if not project.levels:
        return
    known = {*CODES, *(f"HG-H-{path.stem}" for path in _hygiene_queries(project))}
    for quad in rules:
        if quad.predicate.value == _IDENTIFIER:
            known.add(getattr(quad.object, "value", ""))
        elif getattr(quad.object, "value", "") in (f"{_SH}NodeShape", f"{_SH}PropertyShape"):
            known.add(re.split(r"[#/]", quad.subject.value)[-1])  # type: ignore[union-attr]
    for code in project.levels:
        if code in FIXED:
            raise InputError(f"hdhgraph.toml: the level of {code} cannot be set.")
        if code not in known:
            near = ", ".join(nearest(code, sorted(known))) or ", ".join(sorted(known))
            raise InputError(f"hdhgraph.toml: no check has the code {code}; there are: {near}.")


def _syntax(path: Path, graph: str | None = None) -> list[Place]:
    """Parse a file; what must not be parsed is a finding as well."""
    reason = bounds.refusal(path)
    if reason is not None:
        return [Place(found("HG-FILE", {"reason": reason}), path)]
    try:
        for _ in read_quads(path, graph):
            pass
    except DataSyntaxError as error:
        return [_syntax_place(error)]
    except InputError as error:  # such as a file whose name makes no name of a graph
        reason = {lang: str(error).removeprefix(f"{path}: ") for lang in ("en", "fr")}
        return [Place(found("HG-FILE", {"reason": reason}), path)]
    return []


def _syntax_place(error: DataSyntaxError) -> Place:
    finding = found("HG-SYNTAX", {"reason": error.reason})
    line, column = error.line, error.column
    if line is None and input_format(error.path.name) is RDF_XML:
        line, column = _place_in_xml(error.path)
    return Place(finding, error.path, line, column)


def _place_in_xml(path: Path) -> tuple[int | None, int | None]:
    """Return where a file ceases to be XML; None where it is, and RDF/XML is what it breaks."""
    if path.suffix.lower() == ".gz":
        return None, None
    parser = expat.ParserCreate()
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None, None


def _queries(project: Project) -> list[Path]:
    return sorted(project.queries.glob("*.rq"))


def _of_query(path: Path) -> list[Place]:
    """Check one canned query: header, syntax, and what one that returns claims must carry."""
    try:
        query = read_query(path)
    except QueryHeaderError as error:
        reason = str(error).removeprefix(f"{path}:{error.line}: ")
        return [Place(found("HG-HEADER", {"reason": reason}), path, error.line, 1)]
    try:
        # SERVICE is the operator's to allow; the depth is not: it would overflow the parser.
        inspect(re.sub("(?i)service", "", query.text))
    except QueryRefusedError as error:
        return [Place(found("HG-SYNTAX", {"reason": str(error)}), path, 1, 1)]
    return [_in_query(each, path) for each in find_breaches(query)]


def _in_query(finding: Finding, path: Path) -> Place:
    """Place a finding at the syntax error, or where the query first names its claims."""
    at = _AT.search(finding.message("en"))
    if at is not None:
        # The parser may go on to list every token that it would have taken.
        reason = at[3] if len(at[3]) <= _LONGEST_REASON else _UNEXPECTED
        return Place(found("HG-SYNTAX", {"reason": reason}), path, int(at[1]), int(at[2]))
    for number, line in enumerate(lines_of(path), 1):
        match = None if line.startswith("#") else re.search(r"[?$]claim\b", line)
        if match:
            return Place(finding, path, number, match.start() + 1, match.end() + 1)
    return Place(finding, path, 1, 1)


def _outdated(project: Project, store: ox.Store) -> list[Place]:
    asserted = load_project(project, without=[inference.GRAPH]).store
    if inference.infer(asserted) == inference.stated(store):
        return []
    return [Place(found("HG-INFERRED"), project.inferred)]


def _hygiene_queries(project: Project) -> list[Path]:
    return sorted((project.root / "tests" / "hygiene").glob("*.rq"))


def _hygiene(store: ox.Store, project: Project) -> tuple[list[Finding], list[Place]]:
    """Run each hygiene query; one that cannot be run is a finding in its own file."""
    findings: list[Finding] = []
    bad: list[Place] = []
    for path in _hygiene_queries(project):
        try:
            text = path.read_text(encoding="utf-8")
            reason = refused_query(text, allows_from=True)
            if reason is not None:
                bad.append(Place(found("HG-REMOTE", {"reason": reason}), path, 1, 1))
                continue
            findings += hygiene(store, {path.stem: text})
        except SyntaxError as error:
            told = " ".join(str(error).split())
            bad.append(_in_query(found("HG-SYNTAX", {"reason": told}), path))
        except (InputError, UnicodeDecodeError) as error:
            bad.append(Place(found("HG-HEADER", {"reason": str(error)}), path, 1, 1))
    return findings, bad


def _rules(files: Sequence[Path]) -> list[ox.Quad]:
    return [quad for path in files for quad in read_quads(path)]


def _validate(store: ox.Store, rules: Sequence[ox.Quad]) -> list[Finding]:
    data = (quad for quad in store if _graph_of(quad) not in _NOT_VALIDATED)
    return _conform(data, rules)


def _conform(data: Iterable[ox.Quad], rules: Sequence[ox.Quad]) -> list[Finding]:
    kept, refused = part_rules(rules)
    return [*refused, *(validate(to_graph(data), to_graph(kept)) if kept else [])]


def _graph_of(quad: ox.Quad) -> str:
    return getattr(quad.graph_name, "value", "")


def check_files(files: Sequence[Path], project: Project, shapes: Sequence[Path] = ()) -> Report:
    """Check RDF files on their own; every one that parses is held against the shapes.

    The shapes are those of `shapes`, or else the project's, whose ontology then is known as well;
    what the files themselves state as shapes holds, too.

    Raises InputError when a file is not there or its format unknown, or when they hold no triples.
    """
    for path in [*files, *shapes]:
        _check_path(path)
    places = [each for path in [*files, *shapes] for each in _syntax(path)]
    broken = {each.path for each in places}
    sound = [path for path in files if path not in broken]
    quads = [quad for path in sound for quad in read_quads(path)]
    if not quads:
        if not places:
            raise InputError("There is nothing to check: the files hold no triples.")
        return _report(places, 0, project)
    ignores, bad = read_ignores(sound)
    rules, world = _rules_for(quads, [path for path in shapes if path not in broken], project)
    findings = _conform([*quads, *world], rules)
    # What these files only lean on is not theirs to mend, but for rules that are not run.
    where = Places([*sound, *shapes, *project.rdf_files("shapes")])
    places += [*bad, *map(where.of, findings)]
    return _report(places, len(quads), project, ignores)


def _rules_for(
    quads: Sequence[ox.Quad], shapes: Sequence[Path], project: Project
) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return the rules for some files, and what is known of the world beside them."""
    own = list(quads) if any(quad.predicate.value.startswith(_SH) for quad in quads) else []
    if shapes:
        return [*own, *_rules(shapes)], []
    return [*own, *_rules(project.rdf_files("shapes"))], _rules(project.rdf_files("ontology"))


def _check_path(path: Path) -> None:
    if not path.exists():
        raise InputError(f"{path} cannot be read: No such file or directory.")
    if not path.is_file():
        raise InputError(f"{path} is no file; a project is named by --project.")
    if input_format(path.name) is None:
        next(read_quads(path), None)  # says which endings are known


def is_checked(project: Project) -> bool:
    """Tell whether the project is, to the byte, what its last green check saw."""
    try:
        content = json.loads(project.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("version") == project.version()


def record(project: Project) -> bool:
    """Record that the project is green as it stands; False where its folder cannot be written."""
    try:
        project.record.write_text(
            json.dumps({"version": project.version()}) + "\n", encoding="utf-8"
        )
    except OSError:
        return False
    return True

"""Is the inferred graph what follows from the rest, and may it be built at all?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.own_rules.codes import found
from hdhgraph.checks.report.findings import Finding
from hdhgraph.checks.report.places import Place, Places
from hdhgraph.i18n.plurals import form
from hdhgraph.project.inference import inference, reasons
from hdhgraph.rdf.iris import compact
from hdhgraph.rdf.namespaces import HGID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.step import Checked
    from hdhgraph.i18n.plurals import Text
    from hdhgraph.project.layout import Project

__all__ = ["of_project", "refused"]

_GRAPH: Final = ox.NamedNode(inference.GRAPH)
_MISSING: Final = {
    ("en", "fr"): {"en": "", "fr": ""},
    ("en",): {"en": " in English", "fr": " en anglais"},
    ("fr",): {"en": " in French", "fr": " en français"},
}

_OTHERS: Final[Mapping[str, Text]] = {
    "en": {"one": " Another one has none.", "other": " {} others have none."},
    "fr": {
        "one": " Un autre n'en a pas.",
        "many": " {} d'autres n'en ont pas.",
        "other": " {} autres n'en ont pas.",
    },
}


def of_project(checked: Checked) -> list[Place]:
    """Return one finding where it is not: at the first triple too many, else at the start.

    Where a statement lacks its reason, nothing may be inferred: that is the finding.
    """
    asserted = ox.Store()
    asserted.bulk_extend(quad for quad in checked.store if quad.graph_name != _GRAPH)
    if place := refused(checked.project, asserted):
        return [place]
    wanted, stated = inference.infer(asserted), inference.stated(checked.store)
    if wanted == stated:
        return []
    path = checked.project.inferred
    if not path.is_file():
        return [Place(found("HG-INFERRED"), path)]
    places = Places([path])
    too_many = [
        places.of(_at(triple, found("HG-INFERRED"))) for triple in set(stated) - set(wanted)
    ]
    known = [each for each in too_many if each.line is not None]
    if known:
        return [min(known, key=lambda each: (each.line or 0, each.column or 0))]
    return [Place(found("HG-INFERRED"), path, 1, 1)]


def refused(project: Project, asserted: ox.Store) -> Place | None:
    """Return the first curated statement without its reason, for which nothing is inferred.

    The first in the files of the project, of which `asserted` has the graphs but the inferred one.
    """
    found_here = reasons.lacking(asserted)
    if not found_here:
        return None
    places = Places(path for path in project.rdf_files() if path != project.inferred)
    count = len(found_here) - 1
    lacking = [
        places.of(_without_reason(statement, tuple(languages), count))
        for statement, languages in found_here.items()
    ]
    return min(lacking, key=lambda each: (str(each.path or "~"), each.line or 0, each.column or 0))


def _without_reason(statement: ox.Triple, languages: tuple[str, ...], others: int) -> Finding:
    terms = [_written(each) for each in (statement.subject, statement.predicate, statement.object)]
    more = {lang: form(text, others, lang).format(others) for lang, text in _OTHERS.items()}
    values: dict[str, str | Mapping[str, str]] = {
        "statement": " ".join(terms),
        "language": _MISSING[languages],
        "more": more if others else "",
    }
    return _at(statement, found("HG-REASON", values))


def _written(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """Return a term as our files write it."""
    if not isinstance(term, ox.NamedNode):
        return f'"{term.value}"' if isinstance(term, ox.Literal) else str(term)
    local = term.value.removeprefix(HGID)
    return f"<{local}>" if local != term.value else compact(term.value)


def _at(triple: ox.Triple, told: Finding) -> Finding:
    """Return a finding of a triple."""
    focus = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else None
    return replace(told, focus=focus, path=triple.predicate.value, value=str(triple.object))

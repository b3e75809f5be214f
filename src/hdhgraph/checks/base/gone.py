"""What is gone: IRIs that the base described, and that now lead nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.base.codes import found
from hdhgraph.checks.base.state import Kind
from hdhgraph.rdf.iris import compact
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hdhgraph.checks.base.difference import Difference
    from hdhgraph.checks.base.state import State
    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.report.places import Place

__all__ = ["find_gone"]

_CODES: Final = {
    Kind.TERM: "HG-D-term-removed",
    Kind.CLAIM: "HG-D-claim-lost",
    Kind.EVIDENCE: "HG-D-evidence-lost",
    Kind.SHAPE: "HG-D-shape-removed",
}
# What two have in common only because everything of their kind has it.
_COMMON: Final = frozenset((RDF_TYPE, PREFIXES["rdfs"] + "isDefinedBy"))


def find_gone(difference: Difference) -> Iterator[Finding | Place]:
    """Yield what is gone without having been deprecated; evidence that moved, by source."""
    gone = set(difference.gone)
    renamed = _Renamed(difference)
    evidence = difference.evidence
    for iri in difference.gone:
        if iri not in evidence.moved and not _is_part_of_gone(difference.before, iri, gone):
            yield _gone(difference, iri, renamed.to(iri), evidence.unattested(iri))
    yield from evidence.by_source()


def _gone(difference: Difference, iri: str, new: str | None, claims: list[str]) -> Place:
    kind = difference.before.kind(iri)
    values = {
        "names": compact(iri),
        "place": difference.place_before(iri),
        "claims": ", ".join(map(compact, claims)),
    }
    finding = replace(found(_CODES.get(kind, "HG-D-iri-removed"), values), focus=iri)
    if new is not None:
        name = compact(new)
        hints = {
            "en": f"Was it renamed to {name}? Then keep the old IRI, with owl:deprecated true and "
            f"dcterms:isReplacedBy {name}.",
            "fr": f"A-t-il été renommé en {name} ? Garder alors l'ancien IRI, avec "
            f"owl:deprecated true et dcterms:isReplacedBy {name}.",
        }
        finding = replace(finding, hints=hints)
    return difference.place_of_gone(finding, iri)


def _is_part_of_gone(before: State, iri: str, gone: set[str]) -> bool:
    """Tell whether an IRI is a fragment of another, led to it alone, and went with it."""
    whole, sign, _ = iri.partition("#")
    if not sign or whole not in gone or before.kind(iri) is not Kind.OTHER:
        return False
    return any(f"<{iri}>" in forms for forms in before.about(whole).values())


class _Renamed:
    """What is new under other IRIs, by its names and by all that is said of it."""

    def __init__(self, difference: Difference) -> None:
        self._difference = difference
        self._by_label: dict[tuple[Kind, str], str] = {}
        self._by_content: dict[frozenset[tuple[str, frozenset[str]]], str] = {}
        for iri in difference.added:
            state = difference.after
            for label in state.labels(iri):
                self._by_label.setdefault((state.kind(iri), label), iri)
            self._by_content.setdefault(_content(state, iri), iri)

    def to(self, iri: str) -> str | None:
        """Return what an IRI that is gone may be called now."""
        before = self._difference.before
        for label in sorted(before.labels(iri)):
            new = self._by_label.get((before.kind(iri), label))
            if new is not None:
                return new
        content = _content(before, iri)
        says_something = any(predicate not in _COMMON for predicate, _ in content)
        return self._by_content.get(content) if says_something else None


def _content(state: State, iri: str) -> frozenset[tuple[str, frozenset[str]]]:
    """Return what is said of an IRI, with its own name left out of the names of its parts."""
    return frozenset(
        (predicate, frozenset(form.replace(f"<{iri}#", "<#") for form in forms))
        for predicate, forms in state.about(iri).items()
    )

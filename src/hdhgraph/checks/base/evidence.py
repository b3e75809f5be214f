"""Evidence that moved: attestations are gone, and what they attested is attested there still.

The IRI of an attestation follows the offsets of its selector, and so does that of a span that a
source leaves out. So nobody has to keep one that is no longer in use; what counts is that a source
still bears out what it bore out at the base.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.base.codes import found
from hdhgraph.checks.base.state import Kind
from hdhgraph.rdf.iris import compact
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, hg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.checks.base.state import State
    from hdhgraph.checks.report.findings import Finding

__all__ = ["Evidence"]

_ATTESTS: Final = hg("attests")
_LEAVES_OUT: Final = hg("leavesOut")
_SOURCE: Final = PREFIXES["oa"] + "hasSource"
_IS_REPLACED_BY: Final = PREFIXES["dcterms"] + "isReplacedBy"
_EXAMPLES: Final = 3


class Evidence:
    """What became of the attestations of the base that are gone."""

    def __init__(self, before: State, after: State, gone: Iterable[str]) -> None:
        """Take both states, and the IRIs that are described no more."""
        self._before, self._after, self._gone = before, after, gone

    @cached_property
    def moved(self) -> frozenset[str]:
        """The attestations that are gone, all of whose things have evidence in their source.

        And the spans that are no longer left out of a source that is there: these attest nothing.
        """
        return frozenset(filter(self._has_moved, self._gone))

    def _has_moved(self, iri: str) -> bool:
        if self._before.kind(iri) is Kind.EVIDENCE:
            return bool(_iris(self._before, iri, _ATTESTS)) and not self.unattested(iri)
        sources = self._before.pointing(_LEAVES_OUT, iri)
        return any(map(self._after.is_described, self._heirs(*sources)))

    def _sources(self, iri: str) -> set[str]:
        return _iris(self._before, iri, _SOURCE) | self._before.pointing(_LEAVES_OUT, iri)

    def unattested(self, iri: str) -> list[str]:
        """Return what an attestation of the base attested, and no attestation in its source now."""
        return [
            thing
            for thing in sorted(_iris(self._before, iri, _ATTESTS))
            if not self._attestations(thing, iri)
        ]

    def takes_the_place(self, new: str, old: str) -> bool:
        """Tell whether one attests now, in the same source, something that a moved one attested."""
        things = _iris(self._before, old, _ATTESTS) if old in self.moved else ()
        return any(new in self._attestations(thing, old) for thing in things)

    def by_source(self) -> list[Finding]:
        """Return a finding for each source in which evidence moved."""
        sources: dict[str, list[str]] = {}
        for iri in sorted(self.moved):
            sources.setdefault(min(self._sources(iri)), []).append(iri)
        return [self._told(source, moved) for source, moved in sources.items()]

    def _told(self, source: str, moved: list[str]) -> Finding:
        examples = [f"{compact(iri)}{self._named(iri)}" for iri in moved[:_EXAMPLES]]
        if len(moved) > _EXAMPLES:
            examples.append("…")
        values = {
            "names": compact(source),
            "number": str(len(moved)),
            "examples": ", ".join(examples),
        }
        described = sorted(each for each in self._heirs(source) if self._after.is_described(each))
        focus = source if source in described else next(iter(described), source)
        return replace(found("HG-D-evidence-moved", values), focus=focus, path=RDF_TYPE)

    def _named(self, iri: str) -> str:
        """Return one of the things that an attestation of the base attested, in parentheses."""
        things = sorted(_iris(self._before, iri, _ATTESTS))
        others = ", …" if things[1:] else ""
        return f" ({compact(things[0])}{others})" if things else ""

    def _attestations(self, thing: str, old: str) -> set[str]:
        """Return what attests now, in the source of an attestation of the base, one of its things.

        A thing or a source that was replaced is looked for under what replaces it.
        """
        sources = self._heirs(*_iris(self._before, old, _SOURCE))
        return {
            each
            for heir in self._heirs(thing)
            if self._after.is_described(heir) or not self._before.is_described(heir)
            for each in self._after.pointing(_ATTESTS, heir)
            if not self._after.is_deprecated(each)
            and not sources.isdisjoint(_iris(self._after, each, _SOURCE))
        }

    def _heirs(self, *iris: str) -> set[str]:
        """Return IRIs and whatever is said to replace them, which may run in a circle."""
        heirs: set[str] = set()
        waiting = set(iris)
        while waiting:
            iri = waiting.pop()
            heirs.add(iri)
            waiting |= self._replacements(iri) - heirs
        return heirs

    def _replacements(self, iri: str) -> set[str]:
        states = (self._before, self._after)
        return {each for state in states for each in _iris(state, iri, _IS_REPLACED_BY)}


def _iris(state: State, iri: str, predicate: str) -> set[str]:
    return {each.value for each in state.objects(iri, predicate) if isinstance(each, ox.NamedNode)}

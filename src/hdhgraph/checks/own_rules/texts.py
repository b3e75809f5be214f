"""Anchors against the source texts, where these are at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph.checks.own_rules.codes import found
from hdhgraph.errors import InputError
from hdhgraph.project.sources.anchors import SourceState, Verdict, read_texts, sources, verify
from hdhgraph.project.sources.fragments import MOST_IN_A_ROW, MOST_PER_CENT, excerpts
from hdhgraph.project.sources.same_words import unlike_bounds
from hdhgraph.rdf.iris import compact
from hdhgraph.rdf.namespaces import PREFIXES, hg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hdhgraph.checks.report.findings import Finding
    from hdhgraph.checks.step import Checked
    from hdhgraph.project.sources.anchors import Source, Verification
    from hdhgraph.project.sources.coverage import Span

__all__ = ["of_project", "of_verified"]

_SELECTOR: Final = PREFIXES["oa"] + "hasSelector"
_FILE: Final = PREFIXES["dcterms"] + "identifier"
_CHANGED: Final = {
    SourceState.CHANGED: {"en": "another SHA-256", "fr": "un autre SHA-256"},
    SourceState.NOT_UTF_8: {"en": "not UTF-8", "fr": "pas en UTF-8"},
}


def of_project(checked: Checked) -> Iterator[Finding]:
    """Yield what is wrong with anchors, and with the texts themselves.

    The texts are those of the folder that is asked for, else of the project's own, else none.
    Raises InputError when the folder that is asked for is not there, or no anchor could be held
    against its texts.
    """
    folder = checked.options.texts
    if folder is not None and not folder.is_dir():
        raise InputError(f"There is no folder {folder}.")
    own = checked.project.folder("texts")
    if folder is None and not own.is_dir():
        return
    texts, states = read_texts(checked.store, folder or own)
    results = verify(checked.store, texts)
    if folder is not None and not (results or states):
        raise InputError(
            f"There is nothing to hold against the texts in {folder}: the graph has no anchors."
        )
    for source in sources(checked.store):
        if states[source.iri] is not SourceState.FOUND:
            yield _of_text(source, states[source.iri])
    for result in results:
        if result.verdict is Verdict.WRONG:
            told = found("HG-V-wrong", {"reason": _reason(result)})
            yield replace(told, focus=result.anchor.attestation, path=_SELECTOR)
    yield from of_verified(checked.store, results, texts)


def of_verified(
    store: ox.Store, results: Sequence[Verification], texts: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what is wrong with anchors that are right one by one, seen beside each other.

    Fragments that show too much of a text, and the same words of two texts within other bounds.
    """
    files = {source.iri: str(ox.Literal(source.file)) for source in sources(store)}
    for excerpt in excerpts(results, texts):
        for run in excerpt.long_runs:
            told = found("HG-V-long-run", {
                "words": str(run.words), "span": _dash(run.span),
                "names": compact(excerpt.source), "most": str(MOST_IN_A_ROW),
            })  # fmt: skip
            for anchor in run.anchors:
                yield replace(told, focus=anchor.attestation, path=hg("fragment"))
        if excerpt.is_too_much:
            told = found("HG-V-too-much", {
                "shown": str(excerpt.shown), "words": str(excerpt.words),
                "most": str(MOST_PER_CENT),
            })  # fmt: skip
            yield replace(told, focus=excerpt.source, path=_FILE, value=files[excerpt.source])
    for pair in unlike_bounds(store, results, texts):
        names = {"span": _dash(pair.span), "names": compact(pair.anchor.attestation)}
        told = found("HG-V-other-bounds", names)
        yield replace(told, focus=pair.wider.attestation, path=_SELECTOR)


def _dash(span: Span) -> str:
    return f"{span[0]}-{span[1]}"


def _of_text(source: Source, state: SourceState) -> Finding:
    """Return the finding at the name of a file that is missing, at the digest of a changed one."""
    if state is SourceState.MISSING:
        told = found("HG-V-missing-text", {"names": source.file})
        return replace(told, focus=source.iri, path=_FILE, value=str(ox.Literal(source.file)))
    told = found("HG-V-changed-text", {"names": source.file, "reason": _CHANGED[state]})
    return replace(told, focus=source.iri, path=hg("sha256"), value=str(ox.Literal(source.sha256)))


def _reason(result: Verification) -> Mapping[str, str]:
    """Say what is wrong, and where the words stand instead."""
    reasons = {lang: f"{text}." for lang, text in result.reasons.items()}
    if result.elsewhere:
        places = ", ".join(result.elsewhere)
        reasons["en"] += f" Its words stand at: {places}."
        reasons["fr"] += f" Ses mots se trouvent à : {places}."
    return reasons

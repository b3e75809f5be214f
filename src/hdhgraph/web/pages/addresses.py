"""Where an IRI is shown."""

from __future__ import annotations

from hdhgraph.rdf.iris import page_path

__all__ = ["address"]


def address(iri: str, base: str, lang: str) -> str:
    """Return where an IRI is shown: here, or where it is itself if by HTTP; else nothing."""
    path = page_path(iri, base)
    if path is None:
        return iri if iri.startswith(("http://", "https://")) else ""
    page, mark, fragment = path.partition("#")
    return f"{page}?lang={lang}{mark}{fragment}"

"""What the page of the SPARQL editor tells its scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.errors import ParameterError
from hdhgraph.i18n.typography import typeset
from hdhgraph.rdf.media_types import GRAPH_FORMATS, RESULTS_FORMATS
from hdhgraph.rdf.namespaces import BASE
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.assets import VENDOR, address_of, has_asset
from hdhgraph.web.messages import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.service import Service

__all__ = ["editor_settings", "example_text"]

_NEEDED: Final = tuple(VENDOR + name for name in ("yasqe.min.js", "yasqe.min.css"))
_DRAWING: Final = VENDOR + "cytoscape.min.js"
_SHARED: Final = ("yes", "no", "none")
_NAMES: Final = {
    "json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "turtle": "Turtle",
    "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF/XML", "trig": "TriG",
    "nquads": "N-Quads",
}  # fmt: skip


def editor_settings(service: Service, lang: str) -> dict[str, object] | None:
    """Return what the scripts need to know; None where the editor was left out of the build.

    Without it, the page is the plain form, which works as well without scripts.
    """
    if not all(map(has_asset, _NEEDED)):
        return None
    words = [key for key in MESSAGES if key.startswith("editor_")]
    return {
        "lang": lang,
        "words": {key: typeset(MESSAGES[key][lang], lang) for key in (*words, *_SHARED)},
        "prefixes": dict(service.prefixes),
        "base": service.base,
        "terms": BASE,
        "formats": {"results": _listed(RESULTS_FORMATS), "graph": _listed(GRAPH_FORMATS)},
        "cytoscape": address_of(_DRAWING) if has_asset(_DRAWING) else None,
    }


def example_text(service: Service, name: str, lang: str) -> str | None:
    """Return a canned query to begin with, labels in a language; None where none has that name."""
    query = service.queries.get(name)
    if query is None:
        return None
    values = {each.name: lang for each in query.parameters if each.type is ParameterType.LANGUAGE}
    try:
        text = query.bind(values, service.choices)
    except ParameterError:  # one without a default is left to be filled in
        text = query.text
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


def _listed(formats: Iterable[Format]) -> list[dict[str, str]]:
    return [
        {"name": each.name, "label": _NAMES[each.name], "extension": each.extension}
        for each in formats
    ]

"""What the page of the SPARQL editor tells its scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.errors import ParameterError
from hdhgraph.i18n.messages import forms
from hdhgraph.rdf.media_types import GRAPH_FORMATS, RESULTS_FORMATS
from hdhgraph.rdf.namespaces import BASE
from hdhgraph.sparql.canned import ParameterType
from hdhgraph.web.pages.assets import VENDOR, address_of, has_asset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hdhgraph.rdf.media_types import Format
    from hdhgraph.web.service.service import Service

__all__ = ["editor_settings", "example_text"]

_NEEDED: Final = tuple(VENDOR + name for name in ("yasqe.min.js", "yasqe.min.css"))
_DRAWING: Final = VENDOR + "cytoscape.min.js"
# What the scripts say; what has a number, by the category of the number.
_SCRIPT_KEYS: Final = (
    "editor_answer", "editor_at", "editor_cached", "editor_cancelled", "editor_copied",
    "editor_download", "editor_edges", "editor_expected", "editor_failed", "editor_first",
    "editor_graph_hint", "editor_graph_of", "editor_invalid", "editor_label", "editor_nodes",
    "editor_running", "editor_says", "editor_server", "editor_share", "editor_solutions",
    "editor_taken", "editor_timeline", "editor_timeline_of", "editor_triples",
    "editor_unreachable", "editor_view_graph", "editor_view_table", "editor_view_timeline",
    "no", "none", "yes",
)  # fmt: skip
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
    return {
        "lang": lang,
        "words": {key: forms(key, lang) for key in _SCRIPT_KEYS},
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

"""Measure the full-text search: the best 20 for some words, against CONTAINS on another store."""

from __future__ import annotations

import http
import time
import urllib.error
import urllib.parse
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from servers import Server
    from table import Table

__all__ = ["measure_search"]

_BUILD_SECONDS: Final = 120
# Invented names, few of which have the number, and words of many fragments.
_NAMES: Final = [f"person {number}" for number in range(1100, 1110)]
_WORDS: Final = [
    "court abroad", "provider data", "hold data", "abroad once", "court data", "provider court",
    "hold abroad", "once provider", "data once", "hold court",
]  # fmt: skip
_SKOS: Final = PREFIXES["skos"]
_HG: Final = PREFIXES["hg"]
_SAID: Final = " ".join(
    f"<{each}>"
    for each in (*(f"{_SKOS}{kind}Label" for kind in ("pref", "alt", "hidden")),
                 f"{_SKOS}definition", f"{_HG}fragment")
)  # fmt: skip
# The same questions: words anywhere in a text; and words of a claim, each in its fragment, its
# proposition or the name of its speaker, with what the search says of its hits.
_CONTAINS: Final = {
    "actor": f"SELECT DISTINCT ?thing ?text WHERE {{ VALUES ?said {{ {_SAID} }} "
    "?thing ?said ?text FILTER (FILTERS) } ORDER BY STRLEN(?text) LIMIT 20",
    "claim": "SELECT DISTINCT ?claim ?speaker ?stance ?proposition ?source ?fragment WHERE { "
    f"?claim <{_HG}speaker> ?speaker ; <{_HG}stance> ?stance ; <{_HG}proposition> ?proposition . "
    f"?place <{_HG}attests> ?claim ; <{PREFIXES['oa']}hasSource> ?source ; "
    f"<{_HG}fragment> ?fragment . ?speaker <{_SKOS}prefLabel> ?who . "
    f"?proposition <{_SKOS}prefLabel> ?what FILTER (LANG(?who) = 'en' && LANG(?what) = 'en') "
    "BIND (CONCAT(?who, ' ', ?what, ' ', ?fragment) AS ?text) FILTER (FILTERS) } "
    "ORDER BY STRLEN(?fragment) LIMIT 20",
}


def measure_search(table: Table, own: Server, peer: Server) -> None:
    """Measure the CPU of searches for the best 20, by what kind of words they are for."""
    before = own.cpu()
    _await_index(own)
    table.add("building the search index, s CPU", own.cpu() - before, "bound", 15, "<= 1.0")
    for what, kind, texts in (("a name", "actor", _NAMES), ("words of claims", "claim", _WORDS)):
        mine = _cpu(own, [_address(text, kind) for text in texts])
        theirs = _cpu(peer, [_query(peer, text, kind) for text in texts])
        table.add(f"ten searches for {what}, s CPU", mine, "CONTAINS, Oxigraph", theirs, "<= 0.1")


def _await_index(server: Server) -> None:
    """Ask until the index is built: who waits longer than a query may take is told 503."""
    end = time.monotonic() + _BUILD_SECONDS
    while time.monotonic() < end:
        try:
            server.get("/search/suggest?q=")
        except urllib.error.HTTPError as error:
            if error.code != http.HTTPStatus.SERVICE_UNAVAILABLE:
                raise
        else:
            return
    raise SystemExit("The search index was not built.")


def _address(text: str, kind: str) -> str:
    return f"/search.json?{urllib.parse.urlencode({'q': text, 'kind': kind})}"


def _query(peer: Server, text: str, kind: str) -> str:
    filters = " && ".join(f'CONTAINS(LCASE(?text), "{word}")' for word in text.split())
    query = _CONTAINS[kind].replace("FILTERS", filters)
    return f"{peer.path}?{urllib.parse.urlencode({'query': query})}"


def _cpu(server: Server, addresses: list[str]) -> float:
    """Return the seconds of CPU that a server takes to answer some addresses, each one new."""
    before = server.cpu()
    for address in addresses:
        server.get(address)
    return server.cpu() - before

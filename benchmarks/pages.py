"""Measure each kind of page: the server's time on a large graph, against that on a small one."""

from __future__ import annotations

import json
import shutil
import statistics
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from generate import BASE

from hdhgraph.rdf.iris import page_path
from hdhgraph.rdf.namespaces import HGID, PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from servers import Server
    from table import Table

__all__ = ["SHORT", "measure_pages", "rebased"]

# A page that takes no longer than this, in milliseconds, is fast enough whatever the other took.
SHORT: Final = 50.0
_ROUNDS: Final = 9
_WHICH: Final = ("typical", "busiest")
_PROLOGUE: Final = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("hg", "oa", "schema")
)
# What pages are about, most claims first.
_THINGS: Final = {
    "person": "?claim hg:speaker ?thing FILTER (CONTAINS(STR(?thing), 'person'))",
    "organisation": "?claim hg:speaker ?thing FILTER (CONTAINS(STR(?thing), 'organisation'))",
    "proposition": "?claim hg:proposition ?thing",
    "claim": "?place hg:attests ?thing BIND (?place AS ?claim)",
    "claim of who speaks most": f"?thing hg:speaker <{HGID}actor/person-0> . "
    "?place hg:attests ?thing BIND (?place AS ?claim)",
    "source": "?place hg:attests ?claim ; oa:hasSource ?thing",
    "event": "?claim hg:madeAt ?thing",
    **{
        kind: f"?thing a hg:{name} . ?proposition schema:about ?thing . "
        "?claim hg:proposition ?proposition"
        for kind, name in (
            ("legal act", "LegalAct"),
            ("system", "System"),
            ("certification", "Certification"),
        )
    },
    "topic": "?proposition schema:about ?thing . ?claim hg:proposition ?proposition "
    f"FILTER (STRSTARTS(STR(?thing), '{PREFIXES['topic']}'))",
}
_PLAIN: Final = {
    "home": "/?",
    "about": "/about?",
    "dataset": "/dataset?",
    "ontology": "/ont?",
    "vocabularies": "/vocab?",
    "a vocabulary": "/vocab/topic?",
    "queries": "/queries?",
    "balance": "/balance?",
    "editor": "/sparql?",
    "search for a name": "/search?q=person+7&",
    "search for words": "/search?q=court+data&",
    "claims, all": "/claims?",
    "claims, all, tenth page": "/claims?page=10&",
    "claims, by two facets": "/claims?stance=denies&certainty=plain&",
    "feed": "/feed.atom?",
    "feed of changes": "/feed/changes.atom?",
    "compare, choices": "/compare?",
    "matrix": "/pictures/matrix?",
    "timeline": "/pictures/timeline?",
    "map": "/pictures/map?",
    "chains": "/pictures/chain?",
}
# What is shown of a thing beside its own page.
_OF: Final = {
    "claims of an actor": ("person", "/claims?actor={}&"),
    "claims on a topic": ("topic", "/claims?topic={}&"),
    "feed of an actor": ("person", "/feed.atom?actor={}&"),
    "feed on a topic": ("topic", "/feed.atom?topic={}&"),
    "changes of an actor": ("person", "/feed/changes.atom?actor={}&"),
    "map around an actor": ("person", "/pictures/map?actor={}&"),
    "timeline of an actor": ("person", "/pictures/timeline?actor={}&"),
    "matrix on a topic": ("topic", "/pictures/matrix?topic={}&"),
    "chain of a claim": ("claim", "/pictures/chain?claim={}&"),
}


def rebased(project: Path, target: Path) -> Path:
    """Write an invented project anew under IRIs that have pages, which its own have not."""
    shutil.copytree(project, target)
    for path in target.glob("data/**/*.ttl"):
        path.write_bytes(path.read_bytes().replace(BASE.encode(), HGID.encode()))
    return target


def measure_pages(table: Table, small: Server, large: Server) -> None:
    """Measure every kind of page on two servers that keep no answers."""
    few, many = _pages(small), _pages(large)
    for kind, addresses in few.items():
        times = _milliseconds((large, many[kind]), (small, addresses))
        table.add_page(f"page: {kind}, ms", *times, SHORT)


def _pages(server: Server) -> dict[str, list[str]]:
    """Return addresses by what they show: one, or several things as busy as each other."""
    pages = {name: [address] for name, address in _PLAIN.items()}
    found = {kind: _things(server, pattern) for kind, pattern in _THINGS.items()}
    for kind, things in found.items():
        for which in _WHICH:
            pages[f"{kind}, {which}"] = [f"{page_path(each)}?" for each in things[which]]
    for name, (kind, address) in _OF.items():
        for which in _WHICH:
            values = [quote(each, safe="") for each in found[kind][which]]
            pages[f"{name}, {which}"] = [address.format(each) for each in values]
    for kind in ("person", "source"):
        for which in _WHICH:
            left, right = (quote(each, safe="") for each in found[kind][f"two {which}"])
            pages[f"two of kind {kind}, {which}"] = [f"/compare?left={left}&right={right}&"]
    return pages


def _things(server: Server, pattern: str) -> dict[str, list[str]]:
    """Return the busiest of a kind, typical ones, and two of each."""
    query = (
        f"{_PROLOGUE}SELECT ?thing WHERE {{ {pattern} }} GROUP BY ?thing "
        "ORDER BY DESC(COUNT(DISTINCT ?claim)) ?thing"
    )
    answer = server.read(f"{server.path}?{urlencode({'query': query})}")
    things = [each["thing"]["value"] for each in json.loads(answer)["results"]["bindings"]]
    middle = max(0, len(things) // 2 - _ROUNDS // 2)
    typical = things[middle : middle + _ROUNDS]
    return {
        "typical": typical,
        "busiest": things[:1],
        "two typical": typical[:2],
        "two busiest": things[:2],
    }


def _milliseconds(*asked: tuple[Server, list[str]]) -> list[float]:
    """Return the medians of what servers say that they took, in milliseconds, asked in turn.

    What is built or counted once, when it is first wanted, is so before.
    """
    for server, addresses in asked:
        server.get_ready(f"{addresses[0]}lang=en")
    times: list[list[float]] = [[] for _ in asked]
    for turn in range(_ROUNDS):
        for known, (server, addresses) in zip(times, asked, strict=True):
            address = addresses[turn % len(addresses)]
            known.append(server.milliseconds(f"{address}lang=en"))
    return [statistics.median(each) for each in times]

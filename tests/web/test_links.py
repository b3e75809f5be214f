"""Every address that the service gives leads somewhere: a walk from / over links and IRIs."""

from __future__ import annotations

import http.client
import json
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pyoxigraph as ox
import pytest

from hdhgraph.rdf.iris import page_path
from hdhgraph.rdf.namespaces import BASE, HGID, PREFIXES
from live_server import serving
from sampling import amount
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

LINK = re.compile(r"<([^>]*)>")
RDF = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
}
JSON = ("application/ld+json", "application/linkset+json")
MOST = 60_000
MOST_FACETS = 4
# Of the forms that a thing has beside its page (formats, languages, parameters, receipts) so many
# of each kind are looked at: they have one handler. The thing itself always is.
SAMPLE = amount(1, 8)
# Of the things of one kind so many are looked at; of others it is enough that they are there.
MOST_THINGS = amount(6, MOST)


class Links(HTMLParser):
    """The addresses of a page, and the places in it that a fragment can name."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.found: set[str] = set()
        self.places: set[str] = set()
        self.data: list[str] = []
        self._is_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what an element links to."""
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.places.add(values["id"])
        for name in ("href", "src", "action", "data"):
            if name in values and not (tag == "form" and values.get("method") == "post"):
                self.found.add(values[name])
        self._is_data = tag == "script" and values.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        """Take embedded JSON-LD."""
        if self._is_data:
            self.data.append(data)
            self._is_data = False


@dataclass
class Walk:
    """A walk over one service: `broken` are addresses that failed, with where they were found."""

    origin: str
    broken: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    places: dict[str, set[str]] = field(default_factory=dict)
    wanted: list[tuple[str, str, str]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    queue: deque[tuple[str, str]] = field(default_factory=deque)
    variants: Counter[str] = field(default_factory=Counter)
    things: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    met: set[str] = field(default_factory=set)

    def go(self) -> None:
        """Visit what can be reached from /."""
        self.add("/", "the start", "/")
        connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=PATIENCE)
        while self.queue:
            assert len(self.seen) < MOST
            target, found_in = self.queue.popleft()
            connection.request("GET", target, headers={"Accept": "text/html, */*;q=0.5"})
            answer = connection.getresponse()
            body = answer.read()
            self.take(target, found_in, answer, body)
        connection.close()
        for target, place, found_in in self.wanted:
            if place and place not in self.places.get(target, {place}):
                self.broken.append(f"{target}#{place} is no place of the page ({found_in})")

    def add(self, address: str, found_in: str, base: str, *, is_place: bool = False) -> None:
        """Note an address that was found, where it is one of this service.

        A fragment must be a place of the page where a page links to it; in an IRI it is a name.
        """
        whole, place = urldefrag(urljoin(self.origin + base, address.strip()))
        if not whole.startswith(self.origin + "/"):
            return
        target = whole.removeprefix(self.origin)
        if is_place:
            self.wanted.append((target, place, found_in))
        if target not in self.seen and not self.is_known_form(target):
            self.seen.add(target)
            self.queue.append((target, found_in))

    def is_known_form(self, target: str) -> bool:
        """Tell whether enough of the same form of the same kind of thing were looked at."""
        path, _, values = target.partition("?")
        first, _, rest = path.strip("/").partition("/")
        ending = path.rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
        first = "claims" if first.startswith("claims.") else first
        kinds = {
            "doc": rest.partition("/")[0],
            "linkset": rest.partition("/")[0],
            "vocab": rest.partition("/")[0],
            "queries": rest.removesuffix(f".{ending}"),
            "claim": rest.partition("/")[2],
            "receipt": "",
            "claims": "",
            "compare": "",
            "feed": "",
            "feed.atom": "",
            "feed.json": "",
        }
        if first in ("doc", "id") and not values and not ending:
            return self.is_known_thing(first, rest)
        if first not in kinds or not (values or ending or first in ("claim", "linkset", "receipt")):
            return False
        names = [each.partition("=")[0] for each in values.split("&")]
        if first == "claims":  # facets combine without end: their number tells enough
            names = [str(min(len(names), MOST_FACETS))]
        key = " ".join([first, kinds[first], ending, *names])
        self.variants[key] += 1
        return self.variants[key] > SAMPLE

    def is_known_thing(self, first: str, rest: str) -> bool:
        """Tell whether enough things of a kind were looked at; this one is there all the same."""
        if f"/doc/{rest}" not in self.things:
            return False
        key = f"{first} {rest.partition('/')[0]}"
        self.variants[key] += 1
        return self.variants[key] > MOST_THINGS

    def take(
        self, target: str, found_in: str, answer: http.client.HTTPResponse, body: bytes
    ) -> None:
        """Judge one answer, and note the addresses in it."""
        if answer.status in (301, 302, 303, 307, 308):
            self.add(answer.headers["Location"], target, target)
            return
        if answer.status == 410 and target.partition("?")[0] in self.gone:
            self.met.add(target.partition("?")[0])
        elif answer.status != 200:
            self.broken.append(f"{answer.status} {target} ({found_in})")
            return
        self.take_headers(target, answer)
        kind = answer.headers.get_content_type()
        self.kinds.add(kind)
        if kind == "text/html":
            self.take_page(target, body)
        elif kind in RDF:
            self.take_triples(
                target, ox.parse(body, format=RDF[kind], base_iri=self.origin + target)
            )
        elif kind in JSON:
            self.take_values(target, json.loads(body))

    def take_headers(self, target: str, answer: http.client.HTTPResponse) -> None:
        """Note what the headers of an answer link to."""
        for header in answer.headers.get_all("Link") or []:
            for address in LINK.findall(header):
                self.add_iri(address, target)
        for name in ("Content-Location", "Location"):
            if name in answer.headers:
                self.add(answer.headers[name], f"{target}, {name}", target)

    def take_page(self, target: str, body: bytes) -> None:
        """Note what a page links to."""
        page = Links(body.decode())
        self.places[target] = page.places
        for address in page.found:
            self.add(address, target, target, is_place=True)
        for text in page.data:
            self.take_values(target, json.loads(text))

    def take_triples(self, target: str, quads: Iterator[ox.Quad]) -> None:
        """Note the IRIs of a graph."""
        terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object)}
        for term in terms:
            if isinstance(term, ox.NamedNode):
                self.add_iri(term.value, target)

    def take_values(self, target: str, value: Any) -> None:  # noqa: ANN401 - whatever JSON holds
        """Note the addresses among the texts of a JSON document."""
        if isinstance(value, dict):
            for each in value.values():
                self.take_values(target, each)
        elif isinstance(value, list):
            for each in value:
                self.take_values(target, each)
        elif isinstance(value, str) and value.startswith((self.origin, BASE, "/")):
            self.add_iri(value, target)

    def add_iri(self, iri: str, target: str) -> None:
        """Note an address, or an IRI of ours where this service shows it."""
        if not iri.startswith(BASE):
            self.add(iri, target, target)
            return
        path = page_path(iri)
        if path is not None:
            self.add(path, target, target)
            if iri.startswith(HGID) and "#" not in iri:
                self.add("/id/" + iri.removeprefix(HGID), target, target)


def pages(store: ox.Store, predicate: str | None = None) -> frozenset[str]:
    """Return the paths of the pages of what is described, by a property where one is given."""
    found = store.quads_for_pattern(None, predicate and ox.NamedNode(predicate), None)
    things = {str(quad.subject.value) for quad in found}
    return frozenset(page_path(each) or "" for each in things if each.startswith(HGID))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, store: ox.Store) -> Walk:
    """A walk over the whole service."""
    log = tmp_path_factory.mktemp("walked") / "server.log"
    with serving(log, "--queue", "1000") as server:
        gone = pages(store, f"{PREFIXES['owl']}deprecated")
        done = Walk(f"http://127.0.0.1:{server.port}", things=pages(store) - gone, gone=gone)
        done.go()
    return done


def test_no_address_is_broken(walk: Walk) -> None:
    """Links, forms, headers, IRIs in Turtle and JSON-LD, and fragments all lead somewhere."""
    assert not walk.broken, "\n".join([*walk.broken[:40], f"{len(walk.broken)} broken"])


def test_what_is_withdrawn_is_met_and_leads_on(walk: Walk) -> None:
    """What is there instead links to it; its page says 410, and is walked as any other."""
    assert walk.gone
    assert walk.gone == walk.met


def test_the_walk_reached_every_kind_of_thing(walk: Walk) -> None:
    """It is no walk if it stays at the door: each room of the service was seen."""
    rooms = {target.split("?")[0].split("/")[1] for target in walk.seen}
    expected = {"doc", "id", "graph", "ont", "queries", "vocab", "dataset", "dump", "shapes"}
    assert expected <= rooms
    for kind in ("claim", "proposition", "actor", "source", "event", "legal-act", "membership"):
        assert any(target.startswith(f"/doc/{kind}/") for target in walk.seen), kind
    assert {"text/html", "text/turtle", "application/ld+json"} <= walk.kinds

"""Write an invented graph of claims in the shape of the real one, of any size.

    python benchmarks/generate.py --triples 100000 FOLDER

FOLDER gets `graph.nq`, for any store, and `project/`, the same graph as Turtle files of a graph
project. People, texts and words are invented and live under https://example.org/; the ontology and
the vocabularies are the real ones. The same seed and size give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
from collections import defaultdict
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox

from hdhgraph.project.layout import bundled
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, graph_name

BASE: Final = "https://example.org/"
TRIPLES_A_CLAIM: Final = 30
_BEFORE_CONTRADICTIONS: Final = 0.9
_DAYS: Final = 2500
_WORDS: Final = [
    "the",
    "provider",
    "may",
    "hold",
    "data",
    "that",
    "a",
    "court",
    "abroad",
    "can",
    "ask",
    "to",
    "see",
    "at",
    "once",
]


def iri(name: str) -> str:
    """Return an IRI as N-Triples writes it: of a CURIE such as hg:Claim, else an invented one."""
    prefix, colon, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>" if colon else f"<{BASE}{name}>"


def text(words: str, lang: str = "") -> str:
    """Return a literal, with its language."""
    return f'"{words}"' + (f"@{lang}" if lang else "")


def typed(value: object, datatype: str) -> str:
    """Return a literal of a datatype such as xsd:date."""
    return f'"{value}"^^{iri(datatype)}'


class Graph:
    """The lines of an invented graph, by the file of a graph project that states them."""

    def __init__(self, triples: int, seed: int = 7) -> None:
        """Make a graph of about that many triples."""
        self.random = random.Random(seed)  # noqa: S311 - invented data must be repeatable
        self.files: dict[str, list[str]] = defaultdict(list)
        self.count = 0
        claims = triples // TRIPLES_A_CLAIM
        self.topics = sorted(_concepts("topic"))
        self.people = [f"actor/person-{n}" for n in range(max(claims // 12, 5))]
        self.bodies = [f"actor/organisation-{n}" for n in range(max(claims // 60, 3))]
        self.works = [f"system/example-{n}" for n in range(max(claims // 400, 2))]
        self.acts = [f"legal-act/example-{n}" for n in range(max(claims // 800, 2))]
        self.certifications = [f"certification/example-{n}" for n in range(max(claims // 800, 2))]
        self.events = [f"event/example-{n}" for n in range(max(claims // 100, 2))]
        self.propositions = [f"proposition/example-{n}" for n in range(max(claims // 6, 10))]
        self.roles: dict[str, str] = {}
        self.held: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.about: dict[str, list[str]] = {}
        self.latest: dict[str, str] = {}
        self.made: dict[str, tuple[str, str]] = {}
        self.labels: dict[str, str] = {}
        self.reasons = 0
        self._reference()
        self._sources(int(triples * _BEFORE_CONTRADICTIONS))
        self._curation()
        self._said_by()

    def say(self, file: str, subject: str, *pairs: tuple[str, str]) -> None:
        """State (predicate, object) pairs of an invented subject."""
        self.files[file] += [f"{iri(subject)} {iri(p)} {o} ." for p, o in pairs]
        self.count += len(pairs)
        self.latest.update((subject, o) for p, o in pairs if p == "hg:latest")

    def skewed(self, names: list[str]) -> str:
        """Choose one name: early ones often, late ones rarely, as speakers and subjects are."""
        return names[int(len(names) * self.random.random() ** 2)]

    def _named(self, file: str, kind: str, name: str, *more: tuple[str, str]) -> None:
        label = _plain(name)
        self.say(
            file,
            name,
            ("rdf:type", iri(kind)),
            ("skos:prefLabel", text(f"Invented {label}", "en")),
            ("skos:prefLabel", text(f"Inventé, {label}", "fr")),
            *more,
        )

    def _reference(self) -> None:
        own = "data/reference/"
        for name in self.people:
            self._named(own + "actors", "hg:Actor", name, ("rdf:type", iri("foaf:Person")))
            if self.random.random() < 0.8:  # noqa: PLR2004 - some speak in no capacity
                self._membership(name)
        for name in self.bodies:
            self._named(own + "organisations", "hg:Organisation", name)
        for file, kind, names in (
            ("systems", "hg:System", self.works),
            ("certifications", "hg:Certification", self.certifications),
        ):
            for name in names:
                provider = ("schema:provider", iri(self.skewed(self.bodies)))
                self._named(own + file, kind, name, provider)
        for name in self.acts:
            passed = ("eli:passed_by", iri(self.skewed(self.bodies)))
            self._named(own + "acts", "hg:LegalAct", name, passed)
        for name in self.events:
            self._event(own + "events", name)
        for name in self.propositions:
            self._proposition(own + "propositions", name)

    def _membership(self, person: str) -> None:
        name = person.replace("actor/", "membership/")
        self.roles[person] = name
        self._named(
            "data/reference/memberships",
            "org:Membership",
            name,
            ("org:member", iri(person)),
            ("org:organization", iri(self.skewed(self.bodies))),
            ("org:role", iri("role:director")),
        )

    def _event(self, file: str, name: str) -> None:
        kind = ("dcterms:type", iri("eventkind:" + self.random.choice(_EVENT_KINDS)))
        involved = ("hg:involves", iri(self.skewed(self.people)))
        known = [] if name in self.events[:20] else self._dated()  # the others' dates are deduced
        self._named(file, "hg:Event", name, kind, involved, *known)

    def _proposition(self, file: str, name: str) -> None:
        things = [self.bodies, self.works, self.acts, self.certifications]
        about = {iri(self.skewed(self.topics)) for _ in range(2)}
        about |= {iri(self.skewed(self.random.choice(things))) for _ in range(2)}
        self.about[name] = sorted(about)
        pairs = [("schema:about", each) for each in self.about[name]]
        self._named(file, "hg:Proposition", name, *pairs)

    def _dated(self) -> list[tuple[str, str]]:
        day = date(2018, 1, 1) + timedelta(days=self.random.randrange(_DAYS))
        return [
            ("hg:edtf", text(day.isoformat())),
            ("hg:earliest", typed(day, "xsd:date")),
            ("hg:latest", typed(day, "xsd:date")),
        ]

    def _sources(self, triples: int) -> None:
        number = 0
        while self.count < triples:
            self._source(f"source/example-{number}", triples)
            number += 1

    def _source(self, name: str, triples: int) -> None:
        file = f"data/sources/{name.rpartition('/')[2]}"
        self._named(
            file,
            "hg:Source",
            name,
            ("schema:inLanguage", text("fr")),
            ("schema:author", iri(self.skewed(self.people))),
            ("schema:publisher", iri(self.skewed(self.bodies))),
            ("dcterms:identifier", text(f"{name}.txt")),
            ("hg:sha256", text(digest(name))),
            ("hg:length", typed(100_000, "xsd:integer")),
            *self._dated(),
        )
        claims: list[str] = []
        for number in range(40):
            if self.count < triples:
                claims.append(self._claim(file, name, number, claims))

    def _claim(self, file: str, source: str, number: int, earlier: list[str]) -> str:
        claim = f"{source.replace('source/', 'claim/')}-{number}"
        speaker = self.skewed(self.people if self.random.random() < 0.8 else self.bodies)  # noqa: PLR2004
        proposition = self.skewed(self.propositions)
        stance = self.random.choices(("asserts", "denies", "qualifies", "questions"), (6, 2, 1, 1))
        certainty = self.random.choices(("plain", "hedged", "conditional"), (7, 2, 1))
        pairs = [
            ("rdf:type", iri("hg:Claim")),
            ("hg:speaker", iri(speaker)),
            ("hg:proposition", iri(proposition)),
            ("hg:stance", iri("stance:" + stance[0])),
            ("hg:certainty", iri("certainty:" + certainty[0])),
        ]
        if speaker in self.roles:
            pairs.append(("hg:inCapacity", iri(self.roles[speaker])))
        event = ""
        chance = self.random.random()
        if chance < 0.3:  # noqa: PLR2004 - as many as in the real graph
            pairs += self._dated()
        elif chance < 0.5:  # noqa: PLR2004 - the same
            event = self.skewed(self.events)
            pairs.append(("hg:madeAt", iri(event)))
        if earlier and self.random.random() < 0.1:  # noqa: PLR2004 - the same
            move = self.random.choice(("disputes", "qualifies", "repliesTo", "supports"))
            pairs.append((f"cito:{move}", iri(self.random.choice(earlier))))
        self.say(file, claim, *pairs)
        self.say(
            "data/inferred", claim, *[("hg:claimAbout", each) for each in self.about[proposition]]
        )
        self._label(claim, f"{_plain(speaker)} {stance[0]}: {_plain(proposition)}")
        self.held[proposition].append((claim, speaker, stance[0]))
        self.made[claim] = (event, source)
        self._attest(file, source, claim, number)
        return claim

    def _attest(self, file: str, source: str, claim: str, number: int) -> None:
        first = f"{source}/{number * 2000}"
        self._attestation(file, source, first, claim)
        if self.random.random() < 0.25:  # noqa: PLR2004 - said again elsewhere in the text
            again = f"{source}/{number * 2000 + 1000}"
            relayed = [("hg:relays", iri(first))] if self.random.random() < 0.3 else []  # noqa: PLR2004
            self._attestation(file, source, again, claim, *relayed)

    def _attestation(
        self, file: str, source: str, name: str, claim: str, *more: tuple[str, str]
    ) -> None:
        start = int(name.rpartition("/")[2])
        mode = self.random.choice(("direct", "mixed", "indirect", "own-voice"))
        words = " ".join(self.random.choices(_WORDS, k=6))
        self.say(
            file,
            name,
            ("rdf:type", iri("hg:Attestation")),
            ("oa:hasSource", iri(source)),
            ("hg:attests", iri(claim)),
            ("hg:mode", iri("mode:" + mode)),
            ("hg:fragment", text(words, "en")),
            ("oa:hasSelector", iri(name + "#sel")),
            *more,
        )
        self._label(name, f"{self.labels[claim]} ({_plain(source)}, {start})")
        self.say(
            file,
            name + "#sel",
            ("rdf:type", iri("oa:TextPositionSelector")),
            ("oa:start", typed(start, "xsd:integer")),
            ("oa:end", typed(start + 60, "xsd:integer")),
            ("hg:sha256", text(digest(words))),
        )

    def _label(self, name: str, label: str) -> None:
        """State what a claim or a place is called, about as long as in the real graph."""
        self.labels[name] = label
        words = " ".join(self.random.choices(_WORDS, k=10))
        for lang in _BOTH:
            self.say("data/inferred", name, ("rdfs:label", text(f"{label}, {words}", lang)))

    def _curation(self) -> None:
        """State what follows, and what curators add, with its reasons."""
        for claims in self.held.values():
            held = {
                each: [(claim, who) for claim, who, stance in claims if stance == each][:6]
                for each in ("asserts", "denies", "qualifies")
            }
            self._oppose("hg:contradicts", held["asserts"], held["denies"])
            self._oppose("hg:tensionWith", held["asserts"], held["qualifies"])
        for event in self.events[:20]:
            for bound, day in self._dated()[1:]:
                self._reasoned(event, bound, day)
        for one, other in zip(self.propositions[:50:2], self.propositions[1:50:2], strict=False):
            self._reasoned(one, "hg:incompatibleWith", iri(other))
            self._reasoned(other, "hg:refines", iri(self.propositions[-1]))

    def _oppose(
        self, relation: str, asserted: list[tuple[str, str]], against: list[tuple[str, str]]
    ) -> None:
        for one, speaker in asserted:
            for other, opponent in against:
                if speaker != opponent:
                    self.say("data/inferred", one, (relation, iri(other)))
                    self.say("data/inferred", other, (relation, iri(one)))

    def _reasoned(self, subject: str, relation: str, target: str) -> None:
        """State what a curator does, and annotate it with the reason."""
        self.reasons += 1
        self.say("data/curation", subject, (relation, target))
        self.say(
            "data/curation",
            f"reason/example-{self.reasons}",
            ("rdf:type", iri("owl:Axiom")),
            ("owl:annotatedSource", iri(subject)),
            ("owl:annotatedProperty", iri(relation)),
            ("owl:annotatedTarget", target),
            *[("rdfs:comment", text(f"Invented reason, {lang}", lang)) for lang in _BOTH],
        )

    def _said_by(self) -> None:
        """State by which day each claim had been said: its own, its event's or its source's."""
        for claim, places in self.made.items():
            day = next(self.latest[each] for each in (claim, *places) if each in self.latest)
            self.say("data/inferred", claim, ("hg:saidNoLaterThan", day))


_BOTH: Final = ("en", "fr")
_EVENT_KINDS: Final = ("hearing", "interview", "publication")


def _plain(name: str) -> str:
    """Return the name of an invented thing as words."""
    return name.rpartition("/")[2].replace("-", " ")


def digest(words: str) -> str:
    """Return the SHA-256 of a text as hexadecimal digits."""
    return hashlib.sha256(words.encode()).hexdigest()


def _concepts(scheme: str) -> list[str]:
    """Return the concepts of a scheme of ours as CURIEs."""
    content = (bundled().root / "ontology" / "vocabularies.ttl").read_bytes()
    base = PREFIXES[scheme]
    subjects = {
        quad.subject.value
        for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value == RDF_TYPE
    }
    return [f"{scheme}:{value.removeprefix(base)}" for value in subjects if value.startswith(base)]


def write(graph: Graph, folder: Path) -> int:
    """Write the graph below `folder`, twice; return how many quads graph.nq has."""
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(bundled().root / "ontology", project / "ontology")
    quads = 0
    with (folder / "graph.nq").open("wb") as target:
        for path in sorted((project / "ontology").glob("*.ttl")):
            name = "vocab" if path.stem == "vocabularies" else "ontology"
            quads += _append(target, path.read_bytes(), ox.RdfFormat.TURTLE, name)
        for file, lines in sorted(graph.files.items()):
            name = file.removeprefix("data/").replace("sources/", "source/")
            name = "reference" if name.startswith("reference/") else name
            content = ("\n".join(lines) + "\n").encode()
            quads += _append(target, content, ox.RdfFormat.N_TRIPLES, name)
            _write_turtle(project / f"{file}.ttl", content)
    return quads


def _append(target: IO[bytes], content: bytes, form: ox.RdfFormat, name: str) -> int:
    graph = ox.NamedNode(graph_name(name))
    numbers: dict[ox.BlankNode, ox.BlankNode] = {}  # the engine names them anew each time

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:  # noqa: ANN401 - as given
        if isinstance(term, ox.BlankNode):
            return numbers.setdefault(term, ox.BlankNode(f"{name}{len(numbers)}"))
        return term

    quads = [
        ox.Quad(named(quad.subject), quad.predicate, named(quad.object), graph)
        for quad in ox.parse(content, format=form)
    ]
    ox.serialize(quads, target, format=ox.RdfFormat.N_QUADS)
    return len(quads)


def _write_turtle(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    triples = ox.parse(BytesIO(content), format=ox.RdfFormat.N_TRIPLES)
    turtle = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert turtle is not None  # noqa: S101 - nothing was given to write to
    lines = turtle.splitlines(keepends=True)
    # The engine writes prefixes in another order each time.
    heading = sorted(line for line in lines[: len(PREFIXES)] if line.startswith(b"@prefix"))
    banner = b"# Invented people, texts and words, made by benchmarks/generate.py.\n"
    path.write_bytes(banner + b"".join(heading + lines[len(heading) :]))


def main() -> None:
    """Write the graph that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write an invented graph of claims.")
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    quads = write(Graph(arguments.triples, arguments.seed), arguments.folder)
    print(f"{quads} quads in {arguments.folder / 'graph.nq'}")


if __name__ == "__main__":
    main()

"""Build the index of `search` from what an engine answers to three queries.

The rows are read as they come and kept in a file: memory does not grow with the graph. A document
is an entity in one language. A claim has the words of its attestations, its proposition, its
speaker and capacity; a proposition those of what it is about.
"""

from __future__ import annotations

import itertools
import sqlite3
from typing import TYPE_CHECKING, Final

from hdhgraph.i18n.folding import words
from hdhgraph.project.inference.labels import has_own_name
from hdhgraph.rdf.namespaces import PREFIXES, RDF_TYPE, hg
from hdhgraph.sparql.solutions import AnswerLines, read_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["KINDS", "LANGUAGE_BITS", "IndexBuilder", "index_queries"]

_SKOS: Final = PREFIXES["skos"]
_OWL: Final = PREFIXES["owl"]
_LABEL: Final = PREFIXES["rdfs"] + "label"

# The kinds of things that are found, the most telling first, and the classes that make them.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "actor": (hg("Actor"), hg("Pseudonym"), PREFIXES["foaf"] + "Person"),
    "organisation": (hg("Organisation"),),
    "act": (hg("LegalAct"),),
    "system": (hg("System"),),
    "certification": (hg("Certification"),),
    "topic": (),  # the concepts of one scheme
    "source": (hg("Source"),),
    "event": (hg("Event"),),
    "capacity": (PREFIXES["org"] + "Membership",),
    "proposition": (hg("Proposition"),),
    "term": tuple(_OWL + each for each in ("Class", "ObjectProperty", "DatatypeProperty")),
    "concept": (_SKOS + "Concept",),
    "claim": (hg("Claim"),),
}
_RANK: Final = {kind: number for number, kind in enumerate(KINDS)}
_KIND: Final = {each: kind for kind, classes in KINDS.items() for each in classes}
_FIELDS: Final = {
    _SKOS + "prefLabel": "name",
    _LABEL: "name",
    _SKOS + "altLabel": "variant",
    _SKOS + "hiddenLabel": "variant",
    _SKOS + "definition": "body",
    hg("fragment"): "fragment",
    hg("saidNoLaterThan"): "said_by",
    hg("earliest"): "earliest",
}
_LINKS: Final = {
    hg("speaker"): "speaker",
    hg("inCapacity"): "capacity",
    hg("proposition"): "proposition",
    hg("attests"): "attests",
    hg("madeAt"): "event",
    PREFIXES["schema"] + "about": "about",
}
_BATCH: Final = 1000
# A document's number is its entity's and its language's: what has the words is counted by numbers.
LANGUAGE_BITS: Final = 5
_LANGUAGES: Final = ("fr", "en", "")
# A text is a label, a definition or a few words; more of one than this is not looked at.
_LONGEST_TEXT: Final = 4000

_TABLES: Final = """
CREATE TEMP TABLE type (iri TEXT, rank INTEGER);
CREATE TEMP TABLE text (iri TEXT, field TEXT, lang TEXT, value TEXT);
CREATE TEMP TABLE link (s TEXT, p TEXT, o TEXT);
CREATE TABLE fact (key TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT, rank INTEGER, kind TEXT,
  earliest TEXT, said_by TEXT);
CREATE TABLE kind (kind TEXT PRIMARY KEY, first INTEGER, last INTEGER) WITHOUT ROWID;
CREATE TABLE language (number INTEGER PRIMARY KEY, tag TEXT);
CREATE TABLE doc (id INTEGER PRIMARY KEY, lang TEXT, label TEXT, variants TEXT, body TEXT);
CREATE TABLE name (folded TEXT, entity INTEGER, PRIMARY KEY (folded, entity)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
  name, variants, body, context, content='', prefix='2 3 4',
  tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'row');
CREATE TABLE term (term TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_ENTITIES: Final = """
CREATE INDEX temp.text_iri ON text (iri, field);
CREATE INDEX temp.link_s ON link (s, p);
INSERT INTO entity (iri, rank)
  SELECT iri, MIN(rank) AS best FROM type GROUP BY iri ORDER BY best, iri;
CREATE UNIQUE INDEX entity_iri ON entity (iri);
UPDATE entity SET said_by = (
  SELECT MIN(value) FROM text WHERE text.iri = entity.iri AND field = 'said_by'
), earliest = COALESCE((
  SELECT MIN(value) FROM text WHERE text.iri = entity.iri AND field = 'earliest'
), (
  SELECT MIN(value) FROM link l JOIN text t ON t.iri = l.o AND t.field = 'earliest'
  WHERE l.s = entity.iri AND l.p = 'event'
)) WHERE rank = :claim;
"""
# What belongs to each document, in the order of the entities.
_PARTS: Final = """
SELECT DISTINCT * FROM (
  SELECT e.id AS entity, t.lang AS lang, t.field AS field, t.value AS value
  FROM entity e JOIN text t ON t.iri = e.iri AND t.field IN ('name', 'variant', 'body')
  UNION ALL
  SELECT e.id, t.lang, 'fragment', t.value FROM link l
  JOIN entity e ON e.iri = l.o JOIN text t ON t.iri = l.s AND t.field = 'fragment'
  WHERE l.p = 'attests'
  UNION ALL
  SELECT e.id, t.lang, IIF(l.p = 'proposition', 'proposition', 'context'), t.value FROM link l
  JOIN entity e ON e.iri = l.s
  JOIN text t ON t.iri = l.o AND t.field IN ('name', IIF(l.p = 'speaker', 'variant', 'name'))
  WHERE l.p IN ('speaker', 'capacity', 'proposition', 'about')
  UNION ALL
  SELECT e.id, t.lang, 'context', t.value FROM link l
  JOIN entity e ON e.iri = l.s JOIN link m ON m.s = l.o AND m.p = 'about'
  JOIN text t ON t.iri = m.o AND t.field = 'name'
  WHERE l.p = 'proposition'
) ORDER BY entity, lang, field, value
"""
_INSERTS: Final = (
    "INSERT OR IGNORE INTO doc VALUES (?, ?, ?, ?, ?)",
    "INSERT INTO words (rowid, name, variants, body, context) VALUES (?, ?, ?, ?, ?)",
    "INSERT OR IGNORE INTO name VALUES (?, ?)",
)


def index_queries(most: int) -> dict[str, str]:
    """Return the queries whose answers, as TSV, the builder is fed, each of up to `most` rows.

    What claims and places are called is left out: its words find them already.
    """
    named = f"FILTER (?p != <{_LABEL}> || {has_own_name('?s')})"
    return {
        "type": _query({RDF_TYPE}, most, values=f"VALUES ?o {{ {_listed(_KIND)} }} "),
        "text": _query(_FIELDS, most, condition=named),
        "link": _query(_LINKS, most),
    }


def _query(predicates: Iterable[str], most: int, *, values: str = "", condition: str = "") -> str:
    return (
        f"SELECT ?s ?p ?o WHERE {{ {values}VALUES ?p {{ {_listed(predicates)} }} ?s ?p ?o "
        f"{condition}}} LIMIT {most}"
    )


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


class IndexBuilder(AnswerLines):
    """An index that is being built: `feed` it each answer, `end` each, then `finish`."""

    def __init__(self, path: Path, base: str, most: int) -> None:
        """Build the file at `path` for data minted under `base`; answers have up to `most` rows."""
        super().__init__(most)
        self._topics = f"{base}vocab/topic/"
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
            f"BEGIN; {_TABLES}"
        )
        self._languages = {tag: number for number, tag in enumerate(_LANGUAGES)}

    def take(self, name: str, lines: list[bytes]) -> None:
        """Take whole lines of an answer, its heading among them."""
        rows = [row for line in lines if (row := _row(line)) is not None]
        if name == "type":
            typed = [(s, self._rank(s, o)) for s, _, o, _ in rows if o in _KIND]
            self._connection.executemany("INSERT INTO type VALUES (?, ?)", typed)
        elif name == "text":
            texts = [
                (s, _FIELDS[p], lang, o[:_LONGEST_TEXT]) for s, p, o, lang in rows if p in _FIELDS
            ]
            self._connection.executemany("INSERT INTO text VALUES (?, ?, ?, ?)", texts)
        else:
            links = [(s, _LINKS[p], o) for s, p, o, _ in rows if p in _LINKS]
            self._connection.executemany("INSERT INTO link VALUES (?, ?, ?)", links)

    def _rank(self, iri: str, kind: str) -> int:
        is_topic = kind == _SKOS + "Concept" and iri.startswith(self._topics)
        return _RANK["topic" if is_topic else _KIND[kind]]

    def finish(self) -> None:
        """Write the index and close the file."""
        try:
            self._finish()
        finally:
            self._connection.close()

    def abandon(self) -> None:
        """End what another thread does with the file: nobody wants it any more."""
        self._connection.interrupt()

    def _finish(self) -> None:
        connection = self._connection
        for statement in _ENTITIES.replace(":claim", str(_RANK["claim"])).split(";\n"):
            connection.execute(statement)
        kinds = [(kind, number) for kind, number in _RANK.items()]
        connection.executemany("UPDATE entity SET kind = ? WHERE rank = ?", kinds)
        connection.execute(
            "INSERT INTO kind SELECT kind, MIN(id), MAX(id) FROM entity GROUP BY kind"
        )
        documents = self._write()
        numbers = [(number, tag) for tag, number in self._languages.items()]
        connection.executemany("INSERT OR IGNORE INTO language VALUES (?, ?)", numbers)
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("INSERT INTO term SELECT term FROM vocabulary")
        facts = {"documents": documents, "is_whole": int(self.is_whole)}
        connection.executemany("INSERT INTO fact VALUES (?, ?)", facts.items())
        connection.execute("COMMIT")

    def _write(self) -> int:
        """Write all documents, some at a time; return how many there are."""
        claims = self._connection.execute(
            "SELECT COALESCE(MIN(id), 9e18) FROM entity WHERE rank = ?", (_RANK["claim"],)
        ).fetchone()[0]
        parts = self._connection.cursor().execute(_PARTS)
        groups = itertools.groupby(parts, key=lambda row: row[:2])
        count = 0
        while batch := list(itertools.islice(self._documents(groups, claims), _BATCH)):
            rows: tuple[list[tuple[str | int, ...]], ...] = (
                [doc[0] for doc in batch],
                [(doc[0][0], *doc[1]) for doc in batch],
                [name for doc in batch for name in doc[2]],
            )
            for statement, values in zip(_INSERTS, rows, strict=True):
                self._connection.executemany(statement, values)
            count += len(batch)
        return count

    def _documents(
        self,
        groups: Iterable[tuple[tuple[int, str], Iterable[tuple[int, str, str, str]]]],
        claims: int,
    ) -> Iterator[Document]:
        """Yield each document as its row, its searched words, and its names; claims have none."""
        for (entity, lang), rows in groups:
            fields: dict[str, list[str]] = {}
            for _, _, field, value in rows:
                fields.setdefault(field, []).append(value)
            name, variants = fields.get("name", []), fields.get("variant", [])
            body = [*fields.get("body", []), *fields.get("fragment", [])]
            number = entity << LANGUAGE_BITS | self._language(lang)
            row = (number, lang, name[0] if name else "", _lines(variants + name[1:]), _lines(body))
            named = [] if entity >= claims else name + variants
            yield row, _searched(fields), [(" ".join(words(each)), entity) for each in named]

    def _language(self, tag: str) -> int:
        """Return the number of a language; the last number is of all for which there is none."""
        last = (1 << LANGUAGE_BITS) - 1
        return self._languages.setdefault(tag, min(len(self._languages), last))


Document = tuple[tuple[int, str, str, str, str], tuple[str, str, str, str], list[tuple[str, int]]]


def _searched(fields: dict[str, list[str]]) -> tuple[str, str, str, str]:
    texts = (
        fields.get("name", []),
        fields.get("variant", []),
        [t for name in ("body", "fragment", "proposition") for t in fields.get(name, [])],
        fields.get("context", []),
    )
    first, second, third, fourth = (" ".join(words(" ".join(each))) for each in texts)
    return first, second, third, fourth


def _lines(texts: list[str]) -> str:
    return "\n".join(" ".join(each.split()) for each in texts)


def _row(line: bytes) -> tuple[str, str, str, str] | None:
    """Return subject, predicate, object and language of a line of TSV; None for any other."""
    cells = line.rstrip(b"\r").decode().split("\t")
    if len(cells) != 3 or not cells[0].startswith("<"):  # noqa: PLR2004 - blank nodes, the heading
        return None
    term = read_term(cells[2])
    return None if term is None else (cells[0][1:-1], cells[1][1:-1], *term)

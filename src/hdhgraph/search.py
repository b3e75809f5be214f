"""Full-text search: an SQLite index of names, definitions, propositions and fragments.

What is typed is only ever cut into words: SQLite sees quoted words, never a syntax of its own.
"""

from __future__ import annotations

import contextlib
import difflib
import itertools
import sqlite3
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.errors import QueryStoppedError
from hdhgraph.search_build import KINDS
from hdhgraph.words import asked, is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hdhgraph.words import Asked

__all__ = ["Found", "Group", "Hit", "Near", "SearchIndex", "Suggestion", "Wanted"]

SECONDS: Final = 1.0
MOST_FOUND: Final = 10_000
_MOST_NAMES: Final = 200
_MOST_TERMS: Final = 5_000
_CACHE: Final = 4096  # kibibytes of pages that a connection keeps
_CONNECTIONS: Final = 4
_STEPS: Final = 2_000  # between two looks at the clock
_LAST: Final = "\U0010ffff"
_CLOSE: Final = 0.65
_MOST_TRIED: Final = 12
_MOST_NEAR: Final = 5

# Found words are weighed by where they stand: name, variant, words, context. The first rows of the
# index are people, organisations and things, the last claims: a cut leaves names whole.
_SEARCH: Final = """
WITH hits(doc, score) AS MATERIALIZED (
  SELECT rowid, bm25(words, 10.0, 8.0, 4.0, 1.0) FROM words WHERE words MATCH :match LIMIT :most
), named(entity, tier) AS MATERIALIZED (
  SELECT entity, MIN(tier) FROM (
    SELECT entity, 0 AS tier FROM name WHERE folded IN (:phrase, :bare)
    UNION ALL
    SELECT * FROM (
      SELECT entity, 1 FROM name WHERE folded > :bare AND folded < :bare || :last LIMIT 1000
    )
  ) GROUP BY entity
), once AS (
  SELECT d.entity, d.id AS doc, h.score, ROW_NUMBER() OVER (
    PARTITION BY d.entity ORDER BY d.lang = :lang DESC, h.score
  ) AS turn
  FROM hits h JOIN doc d ON d.id = h.doc
  WHERE :language = '' OR d.lang IN (:language, '')
), ranked AS (
  SELECT e.kind, e.iri, o.doc, COALESCE(n.tier, 2) AS tier,
    COUNT(*) OVER (PARTITION BY e.kind) AS count,
    ROW_NUMBER() OVER (
      PARTITION BY e.kind ORDER BY COALESCE(n.tier, 2), o.score, e.id
    ) AS place
  FROM once o JOIN entity e ON e.id = o.entity LEFT JOIN named n ON n.entity = o.entity
  WHERE o.turn = 1 AND (:as_of = '' OR e.available IS NULL OR e.available <= :as_of)
)
SELECT r.kind, r.iri, r.tier, r.count, r.place, d.lang, d.label, d.variants, d.body
FROM ranked r JOIN doc d ON d.id = r.doc
WHERE r.place = 1
  OR (r.place > :skip AND r.place <= :skip + :each AND (:kind = '' OR r.kind = :kind))
ORDER BY r.kind, r.place
"""
_SUGGEST: Final = """
WITH named(entity, tier) AS (
  SELECT entity, folded != :bare FROM name
  WHERE folded >= :bare AND folded < :bare || :last LIMIT :most
), found(entity, tier) AS (
  SELECT d.entity, 2 FROM words JOIN doc d ON d.id = words.rowid
  WHERE words MATCH :match LIMIT :most
), best(entity, tier) AS (
  SELECT entity, MIN(tier) FROM (SELECT * FROM named UNION ALL SELECT * FROM found) GROUP BY entity
)
SELECT e.iri, e.kind, d.label, d.lang
FROM best b JOIN entity e ON e.id = b.entity
  JOIN doc d ON d.id = (
    SELECT id FROM doc WHERE entity = e.id AND label != '' ORDER BY lang = :lang DESC, id LIMIT 1
  )
ORDER BY b.tier, e.rank, LENGTH(d.label), d.label, e.iri LIMIT :count
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: `kind` and `language` limit it where they are not empty.

    `lang` is the language that labels are wanted in; `each` hits of a kind after the first `skip`;
    `as_of` an ISO date, past which no claim has been said.
    """

    text: str
    lang: str = "fr"
    kind: str = ""
    language: str = ""
    skip: int = 0
    each: int = 20
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One entity that has all the words, with its texts in one language."""

    iri: str
    kind: str
    lang: str
    label: str
    variants: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: `count` of them in all, `hits` those asked for."""

    kind: str
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by kind, that of an exact name first. `is_cut` where it is not all."""

    asked: Asked
    groups: tuple[Group, ...] = ()
    is_cut: bool = False

    @property
    def count(self) -> int:
        """How many entities were found."""
        return sum(each.count for each in self.groups)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that begins with what was typed, or has a word that does."""

    iri: str
    kind: str
    label: str
    lang: str


@dataclass(frozen=True, slots=True)
class Near:
    """What may help where nothing was found: other spellings that find something, lone words."""

    spellings: tuple[str, ...]
    lone: tuple[tuple[str, int], ...]


class SearchIndex:
    """A finished index, which several threads may search at once."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        """Search the file that was built at `path`; no search takes longer than `seconds`."""
        self._path, self._seconds = path, seconds
        self._idle: deque[sqlite3.Connection] = deque()
        with self._connection() as connection:
            rows = connection.execute("SELECT key, value FROM fact").fetchall()
        self.facts: dict[str, int] = dict(rows)

    def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop().close()

    def search(self, wanted: Wanted) -> Found:
        """Return what has all the words. Raises QueryStoppedError when that takes too long."""
        what = asked(wanted.text)
        if not what.words:
            return Found(what)
        values = {
            "match": _expression(what.words),
            "most": MOST_FOUND,
            "phrase": what.phrases[0],
            "bare": what.phrases[1],
            "last": _LAST,
            **{name: getattr(wanted, name) for name in _FILTERS},
        }
        rows = self._rows(_SEARCH, values)
        return Found(what, tuple(_groups(rows, wanted)), self._is_cut(what))

    def _is_cut(self, what: Asked) -> bool:
        query = "SELECT 1 FROM words WHERE words MATCH ? LIMIT 1 OFFSET ?"
        return bool(self._rows(query, (_expression(what.words), MOST_FOUND)))

    def suggest(self, text: str, lang: str = "fr", count: int = 10) -> list[Suggestion]:
        """Return the best names for what has been typed so far, whose last word may go on."""
        what = asked(text)
        if not what.words:
            return []
        every = what.phrases[1].split() or [*what.words]
        match = f"{{name variants}} : ({_expression(every[-16:], is_typing=True)})"
        values = {"bare": what.phrases[1] or what.phrases[0], "last": _LAST, "match": match}
        limits = {"most": _MOST_NAMES, "lang": lang, "count": count}
        return [Suggestion(*row) for row in self._rows(_SUGGEST, {**values, **limits})]

    def labels(self, iris: Iterable[str], lang: str) -> dict[str, str]:
        """Return what entities are called in a language, else in another."""
        found: dict[str, str] = {}
        for iri in iris:
            rows = self._rows(
                "SELECT d.label FROM entity e JOIN doc d ON d.entity = e.id "
                "WHERE e.iri = ? AND d.label != '' ORDER BY d.lang = ? DESC, d.id LIMIT 1",
                (iri, lang),
            )
            found.update((iri, label) for (label,) in rows)
        return found

    def near(self, text: str) -> Near:
        """Return what is near to a search without hits."""
        what = asked(text)
        counts = {word: self._count([word]) for word in what.words}
        alike = {word: self._alike(word) for word, count in counts.items() if not count}
        choices = [alike.get(word, [word]) for word in what.words]
        mended = itertools.islice(itertools.product(*choices), _MOST_TRIED) if alike else ()
        spellings = [" ".join(each) for each in mended if self._count(each)]
        spellings += [each for words in alike.values() for each in words if each not in spellings]
        lone = tuple((word, count) for word, count in counts.items() if count)
        return Near(tuple(spellings[:_MOST_NEAR]), lone if len(what.words) > 1 else ())

    def _count(self, words: Sequence[str]) -> int:
        """Return how many entities have the words, counting only so far."""
        query = (
            "SELECT COUNT(DISTINCT d.entity) FROM (SELECT rowid AS id FROM words WHERE words "
            "MATCH ? LIMIT ?) f JOIN doc d ON d.id = f.id"
        )
        return int(self._rows(query, (_expression(words), MOST_FOUND))[0][0])

    def _alike(self, word: str) -> list[str]:
        """Return up to three words of the index that look like one that is not there."""
        first, size = word[0], len(word)
        rows = self._rows(
            "SELECT term FROM term WHERE term >= ? AND term < ? AND LENGTH(term) BETWEEN ? AND ? "
            "LIMIT ?",
            (first, first + _LAST, size - 2, size + 2, _MOST_TERMS),
        )
        return difflib.get_close_matches(word, [term for (term,) in rows], n=3, cutoff=_CLOSE)

    def _rows(self, query: str, values: Sequence[object] | Mapping[str, object]) -> list[Any]:
        """Evaluate one statement. Raises QueryStoppedError when it takes too long."""
        end = time.monotonic() + self._seconds
        with self._connection() as connection:
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            try:
                return connection.execute(query, values).fetchall()
            except sqlite3.OperationalError as error:
                if "interrupted" not in str(error):
                    raise
                raise QueryStoppedError(
                    "search",
                    f"{self._seconds:g} s",
                    f"The search took longer than {self._seconds:g} s; look for rarer words.",
                ) from error
            finally:
                connection.set_progress_handler(None, 0)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection: one that is idle, else a new one."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            yield connection
        finally:
            if len(self._idle) < _CONNECTIONS:
                self._idle.append(connection)
            else:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        address = f"file:{self._path}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection


_FILTERS: Final = ("lang", "kind", "language", "skip", "each", "as_of")


def _expression(words: Sequence[str], *, is_typing: bool = False) -> str:
    """Return words as an expression of FTS5: each one quoted, all of them wanted.

    With `is_typing`, the last word may be the beginning of one.
    """
    # A word has letters and digits only: no quotation mark can stand in one.
    terms = []
    for number, word in enumerate(words, start=1):
        is_last = is_typing and number == len(words)
        quoted = f'"{word}"'
        terms.append(f"({quoted} OR {quoted} *)" if is_open(word) or is_last else quoted)
    return " AND ".join(terms)


def _groups(rows: Iterable[tuple[Any, ...]], wanted: Wanted) -> Iterator[Group]:
    """Return rows, sorted by kind and place, as groups: that of the best name first."""
    kinds: dict[str, tuple[int, int, list[Hit]]] = {}
    for kind, iri, tier, count, place, lang, label, variants, body in rows:
        group = kinds.setdefault(kind, (tier, count, []))
        is_shown = wanted.skip < place <= wanted.skip + wanted.each
        if is_shown and wanted.kind in ("", kind):
            split = tuple(tuple(text.split("\n")) if text else () for text in (variants, body))
            group[2].append(Hit(iri, kind, lang, label, *split))
    order = sorted(kinds, key=lambda kind: (min(kinds[kind][0], 1), list(KINDS).index(kind)))
    return (Group(kind, kinds[kind][1], tuple(kinds[kind][2])) for kind in order)

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

from hdhgraph.claims.search.build import KINDS, LANGUAGE_BITS
from hdhgraph.errors import QueryStoppedError
from hdhgraph.i18n.folding import MOST_WORDS, asked, is_open
from hdhgraph.sparql.as_of import counted, group_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hdhgraph.i18n.folding import Asked
    from hdhgraph.sparql.as_of import Counts

__all__ = ["Found", "Group", "Hit", "Near", "SearchIndex", "Suggestion", "Wanted"]

SECONDS: Final = 1.0
MOST_FOUND: Final = 10_000
# More documents than this are ranked by where the words stand alone.
_MOST_SCORED: Final = 2_000
_MOST_NAMES: Final = 200
_LANGUAGE: Final = (1 << LANGUAGE_BITS) - 1
# A beginning that more words have is not written out.
_MOST_LONGER: Final = 12
_MOST_TERMS: Final = 5_000
_CACHE: Final = 4096  # kibibytes of pages that a connection keeps
_CONNECTIONS: Final = 4
_STEPS: Final = 2_000  # between two looks at the clock
_LAST: Final = "\U0010ffff"
_CLOSE: Final = 0.65
_MOST_TRIED: Final = 12
_MOST_NEAR: Final = 5

# What is typed may be the whole of a name, or its beginning.
_NAMED: Final = """
SELECT entity, 0 FROM name WHERE folded IN (:phrase, :bare)
UNION ALL
SELECT * FROM (
  SELECT entity, 1 FROM name WHERE folded > :bare AND folded < :bare || :last LIMIT 1000
)
"""
_WITH: Final = "SELECT rowid FROM words WHERE words MATCH :match LIMIT :most"
# Only claims have an interval.
_AS_OF: Final = """
SELECT w.rowid FROM words w JOIN entity e ON e.id = w.rowid >> :bits
WHERE w.words MATCH :match
  AND NOT (COALESCE(e.earliest > :as_of, 0) AND COALESCE(e.said_by > :as_of, 1)) LIMIT :most
"""
_SPANS: Final = """
SELECT w.rowid, COALESCE(e.earliest, ''), COALESCE(e.said_by, '') FROM words w
JOIN entity e ON e.id = w.rowid >> :bits
WHERE w.words MATCH :match AND e.kind = 'claim' LIMIT :most
"""
# Found words are weighed by where they stand: name, variant, words, context.
_SCORED: Final = """
SELECT rowid, bm25(words, 10.0, 8.0, 4.0, 1.0) FROM words WHERE words MATCH :match LIMIT :most
"""
_SUGGEST: Final = """
WITH named(entity, tier) AS (
  SELECT entity, MIN(LENGTH(folded) - LENGTH(:bare), 999) FROM name
  WHERE folded >= :bare AND folded < :bare || :last LIMIT :most
), found(entity, tier) AS (
  SELECT rowid >> :bits, 1000 FROM words WHERE words MATCH :match LIMIT :most
), best(entity, tier) AS (
  SELECT entity, MIN(tier) FROM (SELECT * FROM named UNION ALL SELECT * FROM found) GROUP BY entity
)
SELECT e.iri, e.kind, d.label, d.lang
FROM best b JOIN entity e ON e.id = b.entity
  JOIN doc d ON d.id = (
    SELECT id FROM doc WHERE id BETWEEN e.id << :bits AND (e.id + 1 << :bits) - 1 AND label != ''
    ORDER BY lang = :lang DESC, id LIMIT 1
  )
ORDER BY b.tier, e.rank, LENGTH(d.label), d.label, e.iri LIMIT :count
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: `kind` and `language` limit it where they are not empty.

    `lang` is the language that labels are wanted in; `each` hits of a kind after the first `skip`;
    `as_of` an ISO date, as of which claims are left out that are not yet said.
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
    """What was found, by kind, that of an exact name first. `is_cut` where it is not all.

    As of a day, `as_of` counts the claims with all the words by group, those not yet said too.
    """

    asked: Asked
    groups: tuple[Group, ...] = ()
    is_cut: bool = False
    as_of: Counts | None = None

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
            kinds = connection.execute("SELECT kind, first, last FROM kind").fetchall()
            languages = connection.execute("SELECT tag, number FROM language").fetchall()
        self.facts: dict[str, int] = dict(rows)
        self._kinds = {kind: (first, last) for kind, first, last in kinds}
        self._languages: dict[str, int] = dict(languages)

    @property
    def is_there(self) -> bool:
        """Whether the file still lies where it was built."""
        return self._path.is_file()

    def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop().close()

    def search(self, wanted: Wanted) -> Found:
        """Return what has all the words. Raises QueryStoppedError when that takes too long."""
        what = asked(wanted.text)
        if not what.words:
            return Found(what)
        match = self._expression(what.words)
        numbers = self._numbers(match, wanted)
        as_of = self._groups(match, wanted) if wanted.as_of else None
        scores = self._scores(match, len(numbers))
        ranked = self._ranked(what, wanted, numbers[:MOST_FOUND], scores)
        groups = []
        for kind, entities in ranked.items():
            is_shown = wanted.kind in ("", kind)
            shown = entities[wanted.skip : wanted.skip + wanted.each] if is_shown else []
            groups.append(Group(kind, len(entities), tuple(self._hits(kind, shown))))
        return Found(what, tuple(groups), len(numbers) > MOST_FOUND, as_of)

    def _numbers(self, match: str, wanted: Wanted) -> list[int]:
        """Return the numbers of the documents with all the words, in order, and one too many."""
        values = {
            "match": match,
            "most": MOST_FOUND + 1,
            "as_of": wanted.as_of,
            "bits": LANGUAGE_BITS,
        }
        rows = self._rows(_AS_OF if wanted.as_of else _WITH, values)
        return [number for (number,) in rows if self._is_in_language(number, wanted)]

    def _is_in_language(self, number: int, wanted: Wanted) -> bool:
        """Tell whether a document is in the language that is wanted, or in none."""
        kept = (self._languages.get(each, -1) for each in (wanted.language, ""))
        return not wanted.language or number & _LANGUAGE in kept

    def _groups(self, match: str, wanted: Wanted) -> Counts:
        """Return how many claims with all the words are of each group as of the day."""
        values = {"match": match, "most": MOST_FOUND + 1, "bits": LANGUAGE_BITS}
        spans = {
            number >> LANGUAGE_BITS: (first, last)
            for number, first, last in self._rows(_SPANS, values)
            if self._is_in_language(number, wanted)
        }
        return counted(group_of(first, last, wanted.as_of) for first, last in spans.values())

    def _ranked(
        self, what: Asked, wanted: Wanted, numbers: list[int], scores: dict[int, float]
    ) -> dict[str, list[int]]:
        """Return one document of each entity by kind, the best first; that of a best name first."""
        names = {"phrase": what.phrases[0], "bare": what.phrases[1], "last": _LAST}
        tiers: dict[int, int] = {}
        for entity, tier in self._rows(_NAMED, names):
            tiers[entity] = min(tier, tiers.get(entity, tier))
        preferred = self._languages.get(wanted.lang, -1)
        chosen: dict[int, int] = {}
        for number in numbers:
            entity = number >> LANGUAGE_BITS
            if entity not in chosen or number & _LANGUAGE == preferred:
                chosen[entity] = number

        def place(number: int) -> tuple[int, float, int]:
            return tiers.get(number >> LANGUAGE_BITS, 2), scores.get(number, 0.0), number

        ordered = sorted(chosen.values(), key=place)
        kinds: dict[str, list[int]] = {}
        for kind, (first, last) in self._kinds.items():
            low, high = first << LANGUAGE_BITS, (last + 1) << LANGUAGE_BITS
            if found := [number for number in ordered if low <= number < high]:
                kinds[kind] = found
        rank = list(KINDS).index
        order = sorted(kinds, key=lambda kind: (min(place(kinds[kind][0])[0], 1), rank(kind)))
        return {kind: kinds[kind] for kind in order}

    def _scores(self, match: str, count: int) -> dict[int, float]:
        """Return what documents are ranked by, the best having the lowest.

        A few are scored. Of many, those with the words in their names come first, then those that
        have them in other texts of their own, in the order of the index.
        """
        values = {"match": match, "most": MOST_FOUND}
        if count <= _MOST_SCORED:
            return dict(self._rows(_SCORED, values))
        scores: dict[int, float] = {}
        for score, columns in ((-1.0, "name variants body"), (-2.0, "name")):
            narrow = {**values, "match": f"{{{columns}}} : ({values['match']})"}
            scores.update((number, score) for (number,) in self._rows(_WITH, narrow))
        return scores

    def _hits(self, kind: str, numbers: Iterable[int]) -> Iterator[Hit]:
        query = (
            "SELECT e.iri, d.lang, d.label, d.variants, d.body FROM doc d "
            "JOIN entity e ON e.id = d.id >> ? WHERE d.id = ?"
        )
        for number in numbers:
            ((iri, lang, label, *texts),) = self._rows(query, (LANGUAGE_BITS, number))
            variants, body = (tuple(text.split("\n")) if text else () for text in texts)
            yield Hit(iri, kind, lang, label, variants, body)

    def suggest(self, text: str, lang: str = "fr", count: int = 10) -> list[Suggestion]:
        """Return the best names for what has been typed so far, whose last word may go on."""
        what = asked(text)
        if not what.words:
            return []
        every = what.phrases[1].split() or [*what.words]
        match = f"{{name variants}} : ({self._expression(every[-MOST_WORDS:], is_typing=True)})"
        values = {"bare": what.phrases[1] or what.phrases[0], "last": _LAST, "match": match}
        limits = {"most": _MOST_NAMES, "lang": lang, "count": count, "bits": LANGUAGE_BITS}
        return [Suggestion(*row) for row in self._rows(_SUGGEST, {**values, **limits})]

    def labels(self, iris: Iterable[str], lang: str) -> dict[str, str]:
        """Return what entities are called in a language, else in another."""
        found: dict[str, str] = {}
        for iri in iris:
            rows = self._rows(
                "SELECT d.label FROM entity e "
                "JOIN doc d ON d.id BETWEEN e.id << :bits AND (e.id + 1 << :bits) - 1 "
                "WHERE e.iri = :iri AND d.label != '' ORDER BY d.lang = :lang DESC, d.id LIMIT 1",
                {"iri": iri, "lang": lang, "bits": LANGUAGE_BITS},
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

    def _expression(self, words: Sequence[str], *, is_typing: bool = False) -> str:
        """Return words as an expression of FTS5: each one quoted, all of them wanted.

        With `is_typing`, the last word may be the beginning of one. A beginning is written as the
        few words that have it, which the index can skip through; else as a prefix, which it reads.
        """
        # A word has letters and digits only: no quotation mark can stand in one.
        terms = []
        for number, word in enumerate(words, start=1):
            longer = [word]
            if is_open(word) or (is_typing and number == len(words)):
                query = "SELECT term FROM term WHERE term >= ? AND term < ? LIMIT ?"
                rows = self._rows(query, (word, word + _LAST, _MOST_LONGER + 1))
                longer = [term for (term,) in rows] or longer
            if len(longer) > _MOST_LONGER:
                terms.append(f'"{word}" *')
            else:
                terms.append("({})".format(" OR ".join(f'"{each}"' for each in longer)))
        return " AND ".join(terms)

    def _count(self, words: Sequence[str]) -> int:
        """Return how many entities have the words, counting only so far."""
        query = (
            "SELECT COUNT(DISTINCT id >> ?) FROM (SELECT rowid AS id FROM words WHERE words "
            "MATCH ? LIMIT ?)"
        )
        return int(self._rows(query, (LANGUAGE_BITS, self._expression(words), MOST_FOUND))[0][0])

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

"""The source texts are other people's: no run of more than 12 of their words stands here.

A word is what stands between white space, without its outer punctuation, whatever its case.
Quotation marks, comment marks, language tags and escapes part words or vanish, so that a run is
found across the lines of a comment and inside a literal too. A name of `exempt_names.txt` counts
as one word.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from hdhgraph.rdf.files import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

ROOT: Final = Path(__file__).resolve().parents[1]
NAMES: Final = Path(__file__).with_name("exempt_names.txt")
AT_MOST: Final = 12
_MARKS: Final = re.compile(r'"@\w+|\\["nrt]|["«»“”„<>]')
_OUTER: Final = re.compile(r"^\W+|\W+$")

Words = list[str]


def words(text: str) -> Words:
    """Return the words of a text, apostrophes made alike, pure punctuation passed over."""
    alike = unicodedata.normalize("NFC", text).replace("’", "'").replace("‘", "'")  # noqa: RUF001
    found = (_OUTER.sub("", word) for word in _MARKS.sub(" ", alike).casefold().split())
    return [word for word in found if word]


@dataclass(frozen=True)
class Names:
    """The exempt names, the longest first under the word that each begins with."""

    by_first: dict[str, list[Words]]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Names:
        """Return the names that stand one a line."""
        by_first: dict[str, list[Words]] = {}
        for name in sorted((words(line) for line in lines), key=len, reverse=True):
            by_first.setdefault(name[0], []).append(name)
        return cls(by_first)

    def joined(self, found: Words) -> Words:
        """Return the words with each exempt name made one word."""
        result: Words = []
        place = 0
        while place < len(found):
            length = self._length_at(found, place)
            result.append(" ".join(found[place : place + length]))
            place += length
        return result

    def _length_at(self, found: Words, place: int) -> int:
        for name in self.by_first.get(found[place], []):
            if found[place : place + len(name)] == name:
                return len(name)
        return 1


def exempt_lines() -> list[str]:
    """Return the names of the list, without its comments."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


EXEMPT: Final = Names.of(exempt_lines())


def runs(found: Words) -> Iterator[tuple[str, ...]]:
    """Yield every run that is one word too long."""
    for place in range(len(found) - AT_MOST):
        yield tuple(found[place : place + AT_MOST + 1])


def copied(text: str, taken: frozenset[tuple[str, ...]]) -> list[str]:
    """Return the runs of a text that stand in a source text as well."""
    return [" ".join(run) for run in runs(EXEMPT.joined(words(text))) if run in taken]


def tracked_texts() -> dict[str, str]:
    """Return every text file of the repository, by its path, also those about to be added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("This is no git repository: which files are published is told by git.")
    paths = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
    contents = {path: path.read_bytes() for path in paths if path.is_file()}
    return {
        str(path.relative_to(ROOT)): content.decode("utf-8")
        for path, content in contents.items()
        if b"\0" not in content
    }


@pytest.fixture(scope="module")
def sources(texts: Path) -> dict[str, Words]:
    """The words of each source text, exempt names made one word."""
    return {
        path.name: EXEMPT.joined(words(path.read_text(encoding="utf-8")))
        for path in sorted(texts.glob("*.txt"))
    }


@pytest.fixture(scope="module")
def taken(sources: dict[str, Words]) -> frozenset[tuple[str, ...]]:
    """Every run of the five texts that is one word too long."""
    return frozenset(run for found in sources.values() for run in runs(found))


def test_there_are_five_texts_and_many_files(sources: dict[str, Words]) -> None:
    """The rule below looks at five texts, and at every kind of file of the repository."""
    assert len(sources) == 5
    files = tracked_texts()
    endings = {Path(name).suffix for name in files}
    assert {".ttl", ".py", ".md", ".rq", ".html", ".txt", ".csv"} <= endings
    assert {"data/sources/ticsante.ttl", "README.md", "tests/exempt_names.txt"} <= set(files)


def test_no_file_repeats_more_than_twelve_words(taken: frozenset[tuple[str, ...]]) -> None:
    """No file of the repository holds a run of more than 12 words of a source text."""
    found = {name: copied(text, taken) for name, text in tracked_texts().items()}
    assert {} == {name: several for name, several in found.items() if several}


FORMS: Final = {
    "plain": " ".join,
    "capitals and punctuation": lambda run: ", ".join(run).upper() + ".",
    "over two comment lines": lambda run: "# " + " ".join(run[:6]) + "\n#   " + " ".join(run[6:]),
    "in a Turtle literal": lambda run: f'    rdfs:comment "{" ".join(run)}"@fr .',
    "in an HTML page": lambda run: f"<p>{' '.join(run)}</p>",
    "with typographic apostrophes": lambda run: " ".join(run).replace("'", "’"),  # noqa: RUF001
}


@pytest.mark.parametrize("form", FORMS)
def test_thirteen_words_are_found(
    form: str, sources: dict[str, Words], taken: frozenset[tuple[str, ...]]
) -> None:
    """Thirteen words of any of the five texts are found, whatever stands around them."""
    for found in sources.values():
        middle = len(found) // 2
        assert copied(FORMS[form](found[middle : middle + AT_MOST + 1]), taken)


def test_twelve_words_pass(sources: dict[str, Words], taken: frozenset[tuple[str, ...]]) -> None:
    """Twelve words of any of the five texts may stand, with other words around them."""
    for found in sources.values():
        middle = len(found) // 2
        run = " ".join(found[middle : middle + AT_MOST])
        assert [] == copied(f"An example says: “{run}”, and no more.", taken)


def test_a_name_counts_as_one_word() -> None:
    """A name of the list is one word of a run, however long it is, and nothing beside it is."""
    name = exempt_lines()[3]
    assert AT_MOST < len(words(name))
    assert 1 == len(EXEMPT.joined(words(name)))
    assert 3 == len(EXEMPT.joined(words(f"Example: {name} (example)")))


def test_exempt_names_are_names_of_the_graph(store: ox.Store) -> None:
    """Every exempt name is the label of a source, an organisation or a legal act."""
    query = """
        PREFIX hg: <https://w3id.org/hdhgraph/ont#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?label WHERE {
          VALUES ?class { hg:Source hg:Organisation hg:LegalAct }
          ?entity a ?class ; skos:prefLabel|skos:altLabel|skos:hiddenLabel ?label .
        }"""
    labels = {" ".join(words(row["label"].value)) for row in select(store, query)}
    named = {" ".join(words(line)) for line in exempt_lines()}
    assert named
    assert set() == named - labels

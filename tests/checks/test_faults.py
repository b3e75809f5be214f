"""The corpus of planted faults: each is found at its line and column, and nothing else is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from hdhgraph.checks.project import CODES
from hdhgraph.rdf.files import read_quads
from hdhgraph.rdf.namespaces import PREFIXES
from planted import ROOT, cases, check_case, found_in, sound_project

if TYPE_CHECKING:
    from pathlib import Path

    from planted import Case

CASES = cases()
AT_LEAST = 3
IN_SPARQL = (
    "HG-O-undefined-term", "HG-O-unknown-term", "HG-O-dangling-iri", "HG-O-deprecated",
)  # fmt: skip
ELSEWHERE = ("HG-O-", "HG-D-", "HG-X-")

# rdflib logs the day 30 February of an invalid example; that it is refused is what is tested.
pytestmark = pytest.mark.filterwarnings("ignore:Failed to convert Literal")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without fault, into which faults are put one after the other."""
    return sound_project(tmp_path_factory.mktemp("faults") / "project")


def known() -> set[str]:
    """Return the codes that need faults: the check's own, the shapes', the hygiene queries'.

    Generic rules and differences to a base have theirs beside the tests of them.
    """
    shapes = {
        quad.object.value
        for path in sorted((ROOT / "shapes").glob("*.ttl"))
        for quad in read_quads(path)
        if quad.predicate.value == PREFIXES["dcterms"] + "identifier"
    }
    hygiene = {f"HG-H-{path.stem}" for path in (ROOT / "tests" / "hygiene").glob("*.rq")}
    assert shapes
    assert hygiene
    own = {code for code in CODES if not code.startswith(ELSEWHERE)}
    return {*own, *shapes, *hygiene}


def test_every_code_has_three_faults() -> None:
    """Of each code at least three are planted, in the files that are named after it."""
    planted = Counter(
        case.code for case in CASES for code, *_ in case.expected() if code == case.code
    )
    assert {} == {code: planted[code] for code in known() if planted[code] < AT_LEAST}


@pytest.mark.parametrize("suffix", [".rq", ".ttl"])
def test_names_in_sparql_have_three_faults(suffix: str) -> None:
    """Of each code of names at least three are planted in queries, and as many in shapes."""
    planted = Counter(
        code
        for case in CASES
        if case.name.endswith(("-in-queries", "-in-shapes"))
        for code, name, *_ in case.expected()
        if name.endswith(suffix)
    )
    assert set(IN_SPARQL) == {code for code, count in planted.items() if count >= AT_LEAST}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_planted_fault_is_found_and_nothing_else(sound: Path, case: Case) -> None:
    """The findings are those that the file marks: codes, lines and columns, no more, no fewer."""
    assert case.expected()
    assert case.expected() == found_in(sound, check_case(sound, case))

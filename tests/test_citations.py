"""Citations: what is written is what other people's readers read."""

from __future__ import annotations

import json
import re

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.claims.forms.citation import (
    Citation,
    csl_date,
    serialize,
    to_bibtex,
    to_csl,
    to_ris,
    to_text,
)
from hdhgraph.rdf.media_types import CITATION_FORMATS

HOSTILE = 'a}, {b\\ "c" %$#_&~^ @misc{x,\n}\r\nER  - \nTY  - JOUR </script> <!-- \x07|é « ç »'
ONE = Citation(
    key="example-claim",
    title="Léa Exemple nie : « Ça n'a pas coûté 5 % »",
    url="https://e.org/id/claim/example",
    lang="fr",
    author="Les contributeurs d'Œuvre, Exemple",
    container="Exemple : qui a dit quoi",
    issued="2026-11-22",
    version="2026-11-22",
    event_date="2020-06",
    note="Source : « Où ? », caractères 3 à 9",
)


def read_bibtex(text: str) -> dict[str, str]:
    """Return the fields of the one entry of a BibTeX file, decoded from LaTeX."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert len(library.blocks) == 1
    return {name: str(field.value) for name, field in entry.fields_dict.items()}


def one_line(text: str) -> str:
    """Return text as every form has it: no control characters, single-spaced."""
    return re.sub(" +", " ", re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)).strip(" ")


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2020-06-13", {"date-parts": [[2020, 6, 13]]}),
        ("2020-06", {"date-parts": [[2020, 6]]}),
        ("2025", {"date-parts": [[2025]]}),
        ("2018-23", {"date-parts": [[2018]], "season": 3}),
        ("2019-10/2019-12", {"date-parts": [[2019, 10], [2019, 12]]}),
        ("2021-02?", {"date-parts": [[2021, 2]], "circa": True}),
        ("2020-10~", {"date-parts": [[2020, 10]], "circa": True}),
        ("XXXX-12-20", None),
        ("../2024-01-31", None),
        ("2024-01-31/..", None),
        ("2018-21/2018-23", None),
        ("2020-13", None),
        ("2020-01-40", None),
        ("202X", None),
        ("", None),
    ],
)
def test_edtf_becomes_a_date_of_csl_or_none(edtf: str, expected: object) -> None:
    """A year, month, day, season or interval is carried over; an unknown year is not made up."""
    assert expected == csl_date(edtf)


def test_bibtex_is_read_back() -> None:
    """BibTeX is ASCII, and a reader gets the accents, the quotes and the per cent sign back."""
    text = to_bibtex(ONE)
    assert text.isascii()
    fields = read_bibtex(text)
    assert fields["title"].strip("{}") == ONE.title
    assert fields["author"].strip("{}") == ONE.author
    assert fields["howpublished"] == ONE.container
    assert fields["note"] == ONE.note
    assert (fields["year"], fields["date"], fields["eventdate"]) == (
        "2026",
        "2026-11-22",
        "2020-06",
    )
    assert fields["url"] == ONE.url
    assert fields["langid"] == "french"


def test_a_body_is_no_list_of_names_in_bibtex() -> None:
    """The author stands in braces of its own, so that “and” and commas divide nothing."""
    assert "author = {{Les contributeurs d'{\\OE}uvre, Exemple}}," in to_bibtex(ONE)


def test_ris_is_read_back() -> None:
    """RIS is one record with each field once, and CRLF ends its lines."""
    text = to_ris(ONE)
    assert text.count("\r\n") == text.count("\n") == len(text.splitlines())
    (record,) = rispy.loads(text)
    assert record["type_of_reference"] == "DATA"
    assert record["title"] == ONE.title
    assert record["authors"] == [ONE.author]
    assert record["year"] == "2026"
    assert record["date"] == "2026/11/22/"
    assert record["urls"] == [ONE.url]
    assert record["notes"] == [ONE.note]
    assert record["edition"] == ONE.version


def test_csl_has_the_form_of_the_schema() -> None:
    """CSL-JSON is an array of items with id, type, literal names and date parts."""
    (item,) = json.loads(to_csl(ONE))
    assert item == {
        "id": "example-claim",
        "type": "dataset",
        "title": ONE.title,
        "author": [{"literal": ONE.author}],
        "container-title": ONE.container,
        "issued": {"date-parts": [[2026, 11, 22]]},
        "version": "2026-11-22",
        "event-date": {"date-parts": [[2020, 6]]},
        "URL": ONE.url,
        "language": "fr",
        "note": ONE.note,
    }


def test_what_is_unknown_is_said_nowhere() -> None:
    """Without edition, author and date, no form has a year or an empty field."""
    bare = Citation("k", "T", "https://e.org/", "en", event_date="XXXX-12-20")
    assert set(read_bibtex(to_bibtex(bare))) == {"title", "url", "langid"}
    assert "PY  -" not in to_ris(bare)
    assert "DA  -" not in to_ris(bare)
    assert set(json.loads(to_csl(bare))[0]) == {"id", "type", "title", "URL", "language"}
    assert to_text(bare) == "T. https://e.org/\n"


def test_a_partial_date_keeps_its_precision() -> None:
    """An edition of a month is a month, in each form."""
    month = Citation("k", "T", "https://e.org/", "en", issued="2026-11")
    assert read_bibtex(to_bibtex(month))["date"] == "2026-11"
    assert "DA  - 2026/11//" in to_ris(month)
    assert json.loads(to_csl(month))[0]["issued"] == {"date-parts": [[2026, 11]]}


def test_nothing_in_a_label_ends_its_field() -> None:
    """Braces, backslashes, line breaks and tags of RIS in a label stay text of their field."""
    hostile = Citation(
        HOSTILE, HOSTILE, "https://e.org/a}{\\%22", "en", *[HOSTILE] * 2, "2026", *[HOSTILE] * 3
    )
    fields = read_bibtex(to_bibtex(hostile))
    assert set(fields) == {
        "author", "title", "howpublished", "year", "date", "version", "url", "langid", "note",
    }  # fmt: skip
    # The reader knows no name of a brace, of an angle or of the caret alone.
    known = one_line(HOSTILE).translate(str.maketrans("^", "\u02c6", "{}<>|"))
    assert fields["note"].replace("|", "") == known
    (record,) = rispy.loads(to_ris(hostile))
    assert record["title"] == one_line(HOSTILE)
    assert record["notes"] == [one_line(HOSTILE)]
    (item,) = json.loads(to_csl(hostile))
    assert item["title"] == HOSTILE
    assert to_text(hostile).count("\n") == 1


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_stays_in_its_field(text: str) -> None:
    """Whatever a title is, BibTeX, RIS and CSL-JSON each are one record of the same fields."""
    citation = Citation("k", text, "https://e.org/", "en", note="after")
    assert set(read_bibtex(to_bibtex(citation))) >= {"url", "note"}
    records = rispy.loads(to_ris(citation))
    assert [record["notes"] for record in records] == [["after"]]
    assert json.loads(to_csl(citation))[0]["title"] == text


@pytest.mark.parametrize("form", CITATION_FORMATS, ids=lambda form: form.name)
def test_every_format_is_written(form: object) -> None:
    """Each format that is offered has its writer, in UTF-8."""
    assert b"https://e.org/id/claim/example" in serialize(ONE, form)

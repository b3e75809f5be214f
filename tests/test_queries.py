"""Canned queries: the header, the parameters, and the one VALUES row they go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hdhgraph.errors import ParameterError, QueryHeaderError, UnknownQueryError
from hdhgraph.sparql.canned import (
    CannedQuery,
    Parameter,
    ParameterType,
    choices_query,
    find_query,
    read_queries,
    read_query,
)

if TYPE_CHECKING:
    from pathlib import Path

TOPIC = "https://w3id.org/hdhgraph/vocab/topic"
HEADER = """\
#+ summary: An example
#+ summary_fr: Un exemple
#+ description: It shows nothing.
#+ description_fr: Il ne montre rien.
"""
PARAMETERS = """\
#+ tags: [example, invented]
#+ params:
#+   topic:
#+     {type: iri, scheme: topic, default: topic:privacy, required: true,
#+      description: A topic, description_fr: Un sujet}
#+   thing: {type: iri, description: Any IRI, description_fr: Tout IRI}
#+   text: {type: text, description: A text, description_fr: Un texte}
#+   number: {type: integer, description: A number, description_fr: Un nombre}
#+   day: {type: date, description: A day, description_fr: Un jour}
#+   lang:
#+     {type: language, choices: [fr, en], default: fr, required: true,
#+      description: A language, description_fr: Une langue}
"""
BODY = """\
PREFIX topic: <https://w3id.org/hdhgraph/vocab/topic/>
SELECT * WHERE {
  { SELECT * WHERE {
    VALUES (?topic ?thing ?text ?number ?day ?lang) { (topic:privacy UNDEF UNDEF UNDEF UNDEF "fr") }
  } }
  VALUES ( ?topic ?thing ?text ?number ?day
    ?lang ) {
    (topic:privacy UNDEF UNDEF UNDEF UNDEF "fr")
  }
}
"""
ONE = HEADER + "#+ params:\n#+   x: {type: text, description: d, description_fr: d}\n"


def choices(_parameter: Parameter) -> list[str]:
    """Offer two topics for every parameter."""
    return [f"{TOPIC}/privacy", f"{TOPIC}/cloud-act"]


def read(folder: Path, text: str) -> CannedQuery:
    """Write a canned query and read it."""
    path = folder / "example.rq"
    path.write_text(text, encoding="utf-8")
    return read_query(path)


@pytest.fixture
def query(tmp_path: Path) -> CannedQuery:
    """An invented canned query with a parameter of each type."""
    return read(tmp_path, HEADER + PARAMETERS + BODY)


def only(query: CannedQuery, values: dict[str, str]) -> dict[str, ox.Literal | ox.NamedNode]:
    """Evaluate a bound query over nothing and return its one solution's bound terms."""
    found = ox.Store().query(query.bind(values, choices))
    assert isinstance(found, ox.QuerySolutions)
    (solution,) = list(found)
    names = [variable.value for variable in found.variables]
    return {name: solution[name] for name in names if solution[name] is not None}


def test_the_header_is_read(query: CannedQuery) -> None:
    """Name, both summaries and descriptions, tags and parameters come out as written."""
    assert query.slug == "example"
    assert query.summaries == {"en": "An example", "fr": "Un exemple"}
    assert query.descriptions == {"en": "It shows nothing.", "fr": "Il ne montre rien."}
    assert query.tags == ("example", "invented")
    assert [each.type for each in query.parameters] == [
        ParameterType.IRI, ParameterType.IRI, ParameterType.TEXT, ParameterType.INTEGER,
        ParameterType.DATE, ParameterType.LANGUAGE,
    ]  # fmt: skip
    topic, lang = query.parameters[0], query.parameters[-1]
    assert (topic.of, topic.default, topic.required) == (TOPIC, "topic:privacy", True)
    assert (lang.choices, lang.default) == (("fr", "en"), "fr")
    assert topic.descriptions == {"en": "A topic", "fr": "Un sujet"}


def test_absent_values_take_their_default_or_stay_unbound(query: CannedQuery) -> None:
    """Without values, a query says what its file says."""
    expected = {"topic": ox.NamedNode(f"{TOPIC}/privacy"), "lang": ox.Literal("fr")}
    assert expected == only(query, {})


def test_an_empty_value_counts_as_absent(query: CannedQuery) -> None:
    """A form that leaves a field empty asks for nothing."""
    assert only(query, {}) == only(query, {"topic": "", "text": "", "lang": ""})


def test_each_type_becomes_its_term(query: CannedQuery) -> None:
    """What goes in comes out as the RDF term meant, in every VALUES row."""
    values = {
        "topic": "cloud-act", "thing": "hgid:claim/x", "text": "l'été\n", "number": "-012",
        "day": "2020-02-29", "lang": "en",
    }  # fmt: skip
    xsd = "http://www.w3.org/2001/XMLSchema#"
    expected = {
        "topic": ox.NamedNode(f"{TOPIC}/cloud-act"),
        "thing": ox.NamedNode("https://w3id.org/hdhgraph/id/claim/x"),
        "text": ox.Literal("l'été\n"),
        "number": ox.Literal("-12", datatype=ox.NamedNode(f"{xsd}integer")),
        "day": ox.Literal("2020-02-29", datatype=ox.NamedNode(f"{xsd}date")),
        "lang": ox.Literal("en"),
    }
    assert expected == only(query, values)


HOSTILE = [
    '") } INSERT DATA { <a:a> <a:b> 1 } #', "') UNION (", "\\", '"""', "'''", "\\u0022", "\n",
    "?x", "UNDEF", "{ (1) }", "\\1", "\\g<1>", "\u2028", "𝄞", "\x00", "a\tb",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_never_more_than_a_text(query: CannedQuery, text: str) -> None:
    """Whatever a person writes, it is one literal with just those characters."""
    assert ox.Literal(text) == only(query, {"text": text})["text"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_comes_out_as_it_went_in(query: CannedQuery, text: str) -> None:
    """For every text."""
    assert ox.Literal(text) == only(query, {"text": text})["text"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"topics": "x"}, "has no parameter “topics”; its parameters: topic, thing"),
        ({"topic": "privcy"}, "“topic” here. Did you mean privacy"),
        ({"thing": "no iri"}, "“no iri” is not an IRI, which “thing” takes"),
        ({"thing": "http://a/<b>"}, "is not an IRI, which “thing” takes"),
        ({"thing": "http://["}, "is not an IRI, which “thing” takes"),
        ({"thing": "http://example.org/%zz"}, "is not an IRI, which “thing” takes"),
        ({"number": "1.5"}, "“1.5” is not a whole number, which “number” takes"),
        ({"number": "٣"}, "is not a whole number"),
        ({"number": "1_000"}, "is not a whole number"),
        ({"number": "9" * 5000}, "is not a whole number"),
        ({"day": "29/02/2020"}, "is not a day as YYYY-MM-DD, which “day” takes"),
        ({"day": "2021-02-29"}, "is not a day as YYYY-MM-DD"),
        ({"lang": "de"}, "“de” is not a value of “lang”: fr, en are."),
        ({"text": "x" * 2001}, "“text” is longer than 2000 characters"),
        ({"text": "\udce9"}, "“text”"),
        ({"thing": "http://example.org/\udce9"}, "“thing”"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_value_that_is_not_taken_is_told(
    query: CannedQuery, values: dict[str, str], message: str
) -> None:
    """The sentence names the parameter and what it takes."""
    with pytest.raises(ParameterError) as caught:
        query.bind(values, choices)
    assert message in str(caught.value)


def test_a_missing_required_value_is_told(tmp_path: Path) -> None:
    """What has no default and is required must be given."""
    text = ONE.replace("{type", "{required: true, type") + "SELECT * { VALUES (?x) { (UNDEF) } }"
    with pytest.raises(ParameterError, match="“example” needs the parameter “x”"):
        read(tmp_path, text).bind({}, choices)


def test_a_query_without_parameters_is_its_text(tmp_path: Path) -> None:
    """Nothing is put into a query that takes nothing, and nothing may be."""
    text = HEADER + "ASK { VALUES ?x { 1 } }"
    assert read(tmp_path, text).bind({}, choices) == text
    with pytest.raises(ParameterError, match="its parameters: none"):
        read(tmp_path, text).bind({"x": "1"}, choices)


BAD_HEADERS = {
    "no header": ("ASK {}", "there is no “#+” header", 1),
    "header is a list": ("#+ - a\nASK {}", "there is no “#+” header", 1),
    "not YAML": ("#+ summary: a\n#+ summary_fr: [b\nASK {}", "the header is not YAML", 2),
    "a control character": ("#+ summary: a\x07b\nASK {}", "the header is not YAML", 1),
    "unknown key": (HEADER + "#+ parameters: {}\nASK {}", "“parameters” is unknown in the", 1),
    "no summary": (HEADER.replace("#+ summary: An example\n", ""), "lacks “summary”", 1),
    "no French": (HEADER.replace("#+ summary_fr: Un exemple\n", ""), "lacks “summary_fr”", 1),
    "no row": (ONE + "SELECT * { }", "there is no row VALUES (?x)", 1),
    "another row": (ONE + "SELECT * { VALUES (?y) { (1) } }", "there is no row VALUES (?x)", 1),
    "two rows in one": (ONE + "ASK { VALUES (?x) { (1) (2) } }", "there is no row VALUES (?x)", 1),
    "unknown type": (ONE.replace("text", "number"), "parameter “x” needs a type: iri", 1),
    "unknown key of a parameter": (ONE.replace("{type", "{kind: 1, type"), "“kind” is unknown", 1),
    "parameter without words": (ONE.replace("description_fr: d", ""), "lacks “description_fr”", 1),
    "parameters as a list": (HEADER + "#+ params: [x]\nASK {}", "params", 1),
    "a parameter that is a word": (HEADER + "#+ params: {x: text}\nASK {}", "x", 1),
    "unknown scheme": (ONE.replace("{type", "{scheme: nonsense, type"), "nonsense", 1),
}


@pytest.mark.parametrize("name", sorted(BAD_HEADERS))
def test_a_bad_header_is_told_with_file_and_line(tmp_path: Path, name: str) -> None:
    """Nothing in a header is passed over."""
    text, message, line = BAD_HEADERS[name]
    with pytest.raises(QueryHeaderError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'example.rq'}:{line}: ")


def test_a_query_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """A file in another encoding is one sentence with its name."""
    (tmp_path / "example.rq").write_bytes(HEADER.encode() + b"# caf\xe9\nASK {}")
    with pytest.raises(QueryHeaderError, match=r"example\.rq"):
        read_queries(tmp_path)


def test_queries_of_a_folder_are_named_by_their_files(tmp_path: Path) -> None:
    """The slug is the file's name; other files are none."""
    for name in ("b.rq", "a.rq", "notes.txt"):
        (tmp_path / name).write_text(HEADER + "ASK {}", encoding="utf-8")
    assert list(read_queries(tmp_path)) == ["a", "b"]


def test_an_unknown_query_is_answered_with_the_nearest(query: CannedQuery) -> None:
    """The right name finds it, a near one is corrected."""
    assert find_query({"example": query}, "example") is query
    with pytest.raises(UnknownQueryError, match="Did you mean example"):
        find_query({"example": query}, "exmaple")


def test_choices_are_members_of_a_class_its_subclasses_and_a_scheme() -> None:
    """Instances of a subclass count; blank nodes do not; a scheme gives its concepts."""
    store = ox.Store()
    store.load(
        """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix : <http://e.org/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        :Sub rdfs:subClassOf :Class . :a a :Class . :b a :Sub . [] a :Class . :other a :Other .
        :c skos:inScheme :scheme .""",
        format=ox.RdfFormat.TURTLE,
    )

    def found(of: str) -> list[str]:
        solutions = store.query(choices_query(f"http://e.org/{of}"))
        assert isinstance(solutions, ox.QuerySolutions)
        return [solution["value"].value.removeprefix("http://e.org/") for solution in solutions]

    assert found("Class") == ["a", "b"]
    assert found("scheme") == ["c"]
    assert found("nothing") == []


@pytest.mark.parametrize(
    "of", ["http://x/> } UNION { SERVICE <http://127.0.0.1:9/> { ?value ?b ?c } } #", "a b", "x"]
)
def test_the_class_of_a_parameter_is_an_iri(of: str, tmp_path: Path) -> None:
    """It is part of a query that is ours: nothing but an IRI may come in with it."""
    path = tmp_path / "example.rq"
    path.write_text(
        "#+ summary: a\n#+ summary_fr: a\n#+ description: a\n#+ description_fr: a\n#+ params:\n"
        f'#+   thing: {{ type: iri, class: "{of}", description: a, description_fr: a }}\n'
        "SELECT ?thing { VALUES (?thing) { (UNDEF) } ?thing ?p ?o }\n",
        encoding="utf-8",
    )
    with pytest.raises(QueryHeaderError, match="the class of parameter “thing” is not an IRI"):
        read_query(path)

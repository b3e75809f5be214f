"""Filters of canned queries: by what a speaker does in saying it, and by what a speaker is."""

from __future__ import annotations

from typing import Final

import pytest

from canned import ask, pick
from invented import claim, invented, place

# Each speaker's claims: the slug, the illocution where one is stated, the capacity where one is.
SAID: Final = {
    "ann": [("ann-asks", "demand", ""), ("ann-says", "", "")],
    "minister": [("minister-promises", "promise", "minister"), ("minister-says", "", "")],
    "clerk": [("clerk-warns", "warning", "clerk")],
    "former": [("former-regrets", "regret", "former"), ("former-then", "assertion", "former")],
    "regulator": [("regulator-decides", "decision", "")],
    "office": [("office-asks", "demand", "")],
    "firm": [("firm-promises", "promise", "")],
    "crowd": [("crowd-asks", "demand", "")],
    "lectrice12": [("lectrice12-says", "assertion", "")],
}
# A capacity that ended in 2020: what is said in 2019 is said in it, what is said in 2021 is not.
YEARS: Final = {"former-regrets": "2021", "former-then": "2019"}
OFFICIAL: Final = {
    "minister-promises", "clerk-warns", "former-then", "regulator-decides", "office-asks"
}  # fmt: skip
KINDS: Final = {
    "person": {
        "ann-asks", "ann-says", "minister-promises", "minister-says", "clerk-warns",
        "former-regrets", "former-then",
    },
    "organisation": {"regulator-decides", "office-asks", "firm-promises"},
    "public-authority": OFFICIAL,
    "group": {"crowd-asks"},
    "pseudonym": {"lectrice12-says"},
}  # fmt: skip
GRAPH: Final = """
<actor/ann> a hg:Actor, foaf:Person . <actor/minister> a hg:Actor, foaf:Person .
<actor/clerk> a hg:Actor, foaf:Person . <actor/former> a hg:Actor, foaf:Person .
<actor/crowd> a hg:Actor, foaf:Group . <actor/lectrice12> a hg:Pseudonym .
<actor/firm> a hg:Organisation .
<actor/regulator> a hg:Organisation ; dcterms:type actorkind:public-authority .
<actor/office> a hg:Organisation ; org:subOrganizationOf <actor/regulator> .
<membership/minister> org:member <actor/minister> ; org:role role:minister .
<membership/clerk> org:member <actor/clerk> ; org:role role:official ;
    org:organization <actor/office> .
<membership/former> org:member <actor/former> ; org:organization <actor/regulator> ;
    org:role role:president ; hg:latest "2020-12-31"^^xsd:date .
<legal-act/law> a hg:LegalAct .
<proposition/it> a hg:Proposition ;
    schema:about topic:procurement, <actor/firm>, <legal-act/law> .
""" + "".join(
    claim(
        slug, speaker, "it",
        more=" ; ".join(
            [f'hg:saidNoLaterThan "{YEARS.get(slug, "2022")}-06-01"^^xsd:date']
            + [f"hg:illocution illocution:{deed}"] * bool(deed)
            + [f"hg:inCapacity <membership/{capacity}>"] * bool(capacity)
        ),
    )
    + place(speaker, 20 * number, slug)
    for speaker, claims in SAID.items()
    for number, (slug, deed, capacity) in enumerate(claims)
)  # fmt: skip
# The queries that list claims by such filters, with what else they need.
LISTING: Final = {
    "about-organisation": {"organisation": "firm"},
    "legal-act": {"act": "law"},
    "procurement": {},
    "who-said-what": {"topic": "procurement"},
}


def slugs(found: list[dict[str, str]]) -> set[str]:
    """Return the slugs of the claims of solutions."""
    return {each["claim"].removeprefix("claim/") for each in found}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", LISTING)
def test_kind_of_speaker_is_a_filter(slug: str, kind: str) -> None:
    """Persons, organisations, groups and pseudonyms by what they are; officials by what for."""
    found = ask(invented(GRAPH), slug, speakerKind=kind, **LISTING[slug])
    assert slugs(found) == KINDS[kind]


@pytest.mark.parametrize("slug", LISTING)
def test_illocution_is_a_filter_and_a_column(slug: str) -> None:
    """Without one a claim is an assertion, as where it is stated."""
    store = invented(GRAPH)
    values = LISTING[slug]
    expected = {
        (f"claim/{each}", f"illocution:{deed or 'assertion'}")
        for claims in SAID.values()
        for each, deed, _ in claims
    }
    assert expected == pick(ask(store, slug, **values), "claim", "illocution")
    for deed in ("assertion", "demand", "promise", "concession"):
        found = ask(store, slug, illocution=deed, **values)
        assert pick(found, "claim") == {(one,) for one, own in expected if own.endswith(deed)}


@pytest.mark.parametrize("slug", LISTING)
def test_filters_go_together(slug: str) -> None:
    """Demands of organisations are those that are both."""
    values = LISTING[slug] | {"illocution": "demand", "speakerKind": "organisation"}
    assert slugs(ask(invented(GRAPH), slug, **values)) == {"office-asks"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["ann-asks", "crowd-asks", "office-asks"]),
        ({"illocution": "promise"}, ["firm-promises", "minister-promises"]),
        ({"illocution": "regret"}, ["former-regrets"]),
        ({"illocution": "concession"}, []),
        ({"illocution": "promise", "speakerKind": "public-authority"}, ["minister-promises"]),
        ({"illocution": "assertion", "speakerKind": "public-authority"}, ["former-then"]),
        (
            {"illocution": "assertion"},
            ["ann-says", "former-then", "lectrice12-says", "minister-says"],
        ),
        ({"actor": "ann"}, ["ann-asks"]),
        ({"organisation": "regulator"}, ["office-asks"]),
        ({"about": "firm"}, ["ann-asks", "crowd-asks", "office-asks"]),
        ({"about": "regulator"}, []),
        ({"topic": "procurement"}, ["ann-asks", "crowd-asks", "office-asks"]),
        ({"topic": "hosting"}, []),
    ],
)
def test_demands_and_promises_by_speaker(values: dict[str, str], expected: list[str]) -> None:
    """Who does what by saying it comes by speaker, whatever the topic unless one is asked."""
    found = ask(invented(GRAPH), "demands-and-promises", **values)
    assert expected == [each["claim"].removeprefix("claim/") for each in found]
    assert {each["illocution"] for each in found} <= {
        f"illocution:{values.get('illocution', 'demand')}"
    }


def test_what_is_done_is_named() -> None:
    """The illocution has its name in the language asked."""
    for lang, name in (("en", "demand"), ("fr", "demande")):
        found = ask(invented(GRAPH), "demands-and-promises", lang=lang)
        assert {name} == {each["illocutionLabel"] for each in found}


def test_claims_of_one_speaker_come_by_date() -> None:
    """By the first day, then by the last; what is unknown comes last."""
    days = {"b": ("2020-02-01", "2020-03-01"), "c": ("2020-02-01", "2020-02-02")}
    days |= {"a": ("2020-03-01", "2020-03-01"), "d": ("", "2019-01-01"), "e": ("", "")}
    text = "<actor/zoe> a hg:Actor, foaf:Person .\n"
    for number, (slug, (first, last)) in enumerate(days.items()):
        more = "hg:illocution illocution:demand"
        more += f' ; hg:earliest "{first}"^^xsd:date' if first else ""
        more += f' ; hg:saidNoLaterThan "{last}"^^xsd:date' if last else ""
        text += claim(slug, "zoe", "it", more=more) + place("paper", number, slug)
    found = ask(invented(GRAPH, text), "demands-and-promises", actor="zoe")
    expected = ["claim/c", "claim/b", "claim/a", "claim/d", "claim/e"]
    assert expected == [each["claim"] for each in found]

"""Pages of things tell each fact as the graph has it: names, words, places, dates, both languages.

What is expected is read from the graph's files, by queries of this module and not by the pages'.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

import pytest

from canned import solutions_of
from hdhgraph.i18n.dates import in_words
from hdhgraph.i18n.illocutions import doing
from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import BASE, HGID, PREFIXES
from hdhgraph.web.entities.messages import PROPERTY_LABELS

if TYPE_CHECKING:
    import pyoxigraph as ox
    from starlette.testclient import TestClient

PROLOGUE: Final = f"BASE <{HGID}>\n" + "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n"
    for name in ("hg", "dcterms", "oa", "org", "rdf", "schema", "skos", "xsd")
)
PAGES: Final = {
    "actor": "/doc/actor/jean-renaud-roy",
    "organisation": "/doc/actor/cnil",
    "group": "/doc/actor/hub-management",
    "pseudonym": "/doc/actor/marsupial",
    "claim": "/doc/claim/roy-no-cloud-act-problem",
    "proposition": "/doc/proposition/choice-ideal",
    "source": "/doc/source/ticsante",
    "event": "/doc/event/hearing-roy-mecss",
    "legal-act": "/doc/legal-act/cloud-act",
    "system": "/doc/system/microsoft-azure",
    "certification": "/doc/certification/hds",
    "topic": "/vocab/topic/cloud-act",
}
# Kinds without a story: all that their pages say are their facts.
PLAIN: Final = {
    "attestation": "/doc/source/ticsante/169-235",
    "membership": "/doc/membership/combes-hdh-director",
}
WORDS: Final = {
    "fr": {
        "characters": "caractères {start} à {end}",
        "saidBy": "non datée, dite au plus tard le {day}",
        "within": "non datée, dite entre le {from} et le {saidBy}",
        "undated": "non datée",
        "by": "le {day} au plus tard",
        "year": "{year} au plus tard",
    },
    "en": {
        "characters": "characters {start} to {end}",
        "saidBy": "undated, said by {day}",
        "within": "undated, said between {from} and {saidBy}",
        "undated": "undated",
        "by": "by {day}",
        "year": "by {year}",
    },
}
# The certainty that goes without saying.
USUAL: Final = {"fr": "sans réserve", "en": "plain"}
CARD: Final = re.compile(
    r'<article class="claim-card" data-claim="([^"]+)">(.*?)</article>', re.DOTALL
)
HIT: Final = re.compile(r'<li data-claim="([^"]+)">(.*?)</li>', re.DOTALL)
SAID: Final = """SELECT DISTINCT ?claim ?speaker ?capacity ?stance ?kind ?act ?called ?certainty
  ?proposition ?told ?from ?saidBy WHERE {
  ?claim a hg:Claim ; hg:speaker/skos:prefLabel ?speaker ; hg:stance ?kind ;
    hg:proposition/skos:prefLabel ?proposition .
  ?kind skos:prefLabel ?stance .
  OPTIONAL {
    ?claim hg:illocution ?act .
    ?act skos:prefLabel ?called FILTER (LANG(?called) = "fr")
  }
  OPTIONAL { ?claim hg:inCapacity/skos:prefLabel ?capacity FILTER (LANG(?capacity) = "fr") }
  OPTIONAL { ?claim hg:certainty/skos:prefLabel ?certainty FILTER (LANG(?certainty) = "fr") }
  OPTIONAL { ?claim hg:edtf|hg:madeAt/hg:edtf ?told }
  OPTIONAL { ?claim hg:earliest|hg:madeAt/hg:earliest ?from }
  OPTIONAL { ?claim hg:saidNoLaterThan ?saidBy }
  FILTER (LANG(?speaker) = "fr" && LANG(?stance) = "fr" && LANG(?proposition) = "fr")
}"""
PLACES: Final = """SELECT DISTINCT ?claim ?source ?mode ?start ?end ?fragment WHERE {
  ?place hg:attests ?claim ; oa:hasSource/skos:prefLabel ?source ; hg:mode/skos:prefLabel ?mode .
  OPTIONAL { ?place oa:hasSelector ?at . ?at oa:start ?start ; oa:end ?end }
  OPTIONAL { ?place hg:fragment ?fragment }
  FILTER (LANG(?source) = "fr" && LANG(?mode) = "fr")
}"""


def rows(store: ox.Store, query: str, lang: str = "fr") -> list[dict[str, str]]:
    """Return the solutions of a query with the labels of a language."""
    return solutions_of(store, PROLOGUE + query.replace('= "fr"', f'= "{lang}"'))


def plain(text: str) -> str:
    """Return the text of a piece of a page, on one line, with plain spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def words_of(fragment: str) -> str:
    """Return a fragment without quotation marks, which a page sets as its own need."""
    return "".join(re.sub(r"[\"«»“”\u2018\u2019']", "", fragment).split())


def characters(place: dict[str, str], lang: str) -> str:
    """Return where a place is, as a reader is to be told."""
    apart = " " if lang == "fr" else ","
    at = {name: f"{int(place[name]):,}".replace(",", apart) for name in ("start", "end")}
    return WORDS[lang]["characters"].format(**at)


def capacity(claim: dict[str, str]) -> str:
    """Return a capacity without the name of who has it; empty where there is none."""
    return claim.get("capacity", "").removesuffix(f" ({claim['speaker']})")


def does(claim: dict[str, str], lang: str) -> str:
    """Return what a speaker does, as a reader is to be told: stance and illocution."""
    kind, act = (claim.get(name, "").replace(":", "/") for name in ("kind", "act"))
    return doing(kind, claim["stance"], act, claim.get("called", ""), lang)


def page(client: TestClient, path: str, lang: str) -> str:
    """Return the page at an address, in a language."""
    address = f"{path}{'&' if '?' in path else '?'}lang={lang}"
    answer = client.get(address, headers={"Accept": "text/html"})
    assert 200 == answer.status_code
    return answer.text


def section(text: str, name: str) -> str:
    """Return the text of one section of a page."""
    return plain(re.split(rf'<h2 id="{name}">', text)[1].partition("</section>")[0])


def dated(row: dict[str, str], lang: str) -> str:
    """Return when a claim was said, as a reader is to be told."""
    if "told" in row:
        return in_words(row["told"], lang)
    if "from" in row:
        ends = {name: in_words(row[name], lang) for name in ("from", "saidBy")}
        return WORDS[lang]["within"].format(**ends)
    if "saidBy" in row:
        return WORDS[lang]["saidBy"].format(day=in_words(row["saidBy"], lang))
    return WORDS[lang]["undated"]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", PAGES)
def test_each_card_says_what_the_graph_does(
    client: TestClient, store: ox.Store, kind: str, lang: str
) -> None:
    """Who, in what capacity, stance, certainty, proposition, words, place, manner, date."""
    claims = {each["claim"]: each for each in rows(store, SAID, lang)}
    cards = CARD.findall(page(client, PAGES[kind], lang))
    assert cards
    for iri, card in cards:
        claim = claims[html.unescape(iri).removeprefix(HGID)]
        said, *_ = re.findall(r'<p class="card-said">(.*?)</p>', card, re.DOTALL)
        words = [claim["speaker"]]
        words += [f", {capacity(claim)},"] if "capacity" in claim else []
        words += [f" {does(claim, lang)}"]
        words += [] if claim["certainty"] == USUAL[lang] else [f" ({claim['certainty']})"]
        words += [" :" if lang == "fr" else ":", f" {claim['proposition']}"]
        assert "".join(words) == plain(said).replace("  ", " ")
        assert f'class="stance {claim["kind"].partition(":")[2]}"' in said
        assert dated(claim, lang) in plain(card)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", PAGES)
def test_each_card_names_a_place_that_voices_its_claim(
    client: TestClient, store: ox.Store, kind: str, lang: str
) -> None:
    """Source, characters, manner and words belong together, and to the claim."""
    known: dict[str, set[tuple[str, str]]] = {}
    for each in rows(store, PLACES, lang):
        at = f", {characters(each, lang)}" if "start" in each else ""
        where = f"{each['source']}{at} · {each['mode']}"
        known.setdefault(each["claim"], set()).add((where, words_of(each.get("fragment", ""))))
    cards = CARD.findall(page(client, PAGES[kind], lang))
    assert cards
    for iri, card in cards:
        quoted = re.findall(r"<q[^>]*>(.*?)</q>", card, re.DOTALL)
        where = plain(re.findall(r'<p class="card-where">(.*?)</p>', card, re.DOTALL)[0])
        places = known[html.unescape(iri).removeprefix(HGID)]
        assert any(
            where.startswith(f"{place} ·")
            and [words_of(html.unescape(q)) for q in quoted] == [words]
            for place, words in places
            if words or not quoted
        )


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("query", ["actor=cnil", "topic=cloud-act", "year=..%2F2020"])
def test_each_hit_of_a_list_says_what_the_graph_does(
    client: TestClient, store: ox.Store, query: str, lang: str
) -> None:
    """Who, in what capacity, stance, proposition, words of a place, and when."""
    claims = {each["claim"]: each for each in rows(store, SAID, lang)}
    words: dict[str, set[str]] = {}
    for each in rows(store, PLACES, lang):
        words.setdefault(each["claim"], set()).add(words_of(each.get("fragment", "")))
    hits = HIT.findall(page(client, f"/claims?{query}", lang))
    assert hits
    for iri, hit in hits:
        claim = claims[html.unescape(iri).removeprefix(HGID)]
        shown = plain(hit)
        assert shown.startswith(claim["speaker"])
        own = capacity(claim)
        assert (f"({own})" in shown) == bool(own)
        for each in (does(claim, lang), claim["proposition"], dated(claim, lang)):
            assert each in shown
        assert f'class="stance {claim["kind"].partition(":")[2]}"' in hit
        for quoted in re.findall(r"<q[^>]*>(.*?)</q>", hit, re.DOTALL):
            assert words_of(html.unescape(quoted)) in words[claim["claim"]]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", sorted((PAGES | PLAIN).keys() - {"claim", "attestation"}))
def test_a_page_is_headed_by_its_thing(
    client: TestClient, store: ox.Store, kind: str, lang: str
) -> None:
    """The heading and the title are its label, and under them stands what kind of thing it is."""
    path = (PAGES | PLAIN)[kind]
    iri = f"<{BASE}vocab/topic/cloud-act>" if kind == "topic" else f"<{path[5:]}>"
    query = f'SELECT ?label {{ {iri} skos:prefLabel ?label FILTER (LANG(?label) = "fr") }}'
    (label,) = {each["label"] for each in rows(store, query, lang)}
    text = page(client, path, lang)
    heading = plain(re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)[0])
    assert label == heading.removesuffix(" topic:cloud-act")
    assert label in plain(re.findall(r"<title>(.*?)</title>", text, re.DOTALL)[0])


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", sorted((PAGES | PLAIN).keys() - {"topic"}))
def test_all_facts_of_the_graph_are_on_the_page(
    client: TestClient, store: ox.Store, kind: str, lang: str
) -> None:
    """Each property of the thing is there, with each value by its label, text or date."""
    path = (PAGES | PLAIN)[kind]
    iri = f"<{path.removeprefix('/doc/')}>"
    facts = rows(
        store,
        f"""SELECT ?p ?label ?text ?language ?day WHERE {{ {iri} ?p ?o FILTER (?p != rdf:type)
          OPTIONAL {{ ?o skos:prefLabel ?label FILTER (LANG(?label) = "fr") }}
          BIND (IF(ISLITERAL(?o), STR(?o), "") AS ?text)
          BIND (IF(ISLITERAL(?o), LANG(?o), "") AS ?language)
          BIND (IF(ISLITERAL(?o) && DATATYPE(?o) = xsd:date, STR(?o), "") AS ?day) }}""",
        lang,
    )
    text = page(client, path, lang)
    shown = plain(text.partition('<details class="all">')[2] or text)
    assert facts
    for each in facts:
        if each["language"] in ("", lang):
            is_date = each["day"] or each["p"] == "hg:edtf"
            value = in_words(each["text"], lang) if is_date else each["text"]
            assert each.get("label", value) in shown


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("slug", ["stephanie-combes", "jean-renaud-roy", "pierre-desmarais"])
def test_an_actor_has_all_their_capacities(
    client: TestClient, store: ox.Store, slug: str, lang: str
) -> None:
    """Each membership is named, with its organisation."""
    roles = rows(
        store,
        f"""SELECT ?role ?body {{ ?m org:member <actor/{slug}> ; skos:prefLabel ?role
          OPTIONAL {{ ?m org:organization/skos:prefLabel ?body FILTER (LANG(?body) = "fr") }}
          FILTER (LANG(?role) = "fr") }}""",
        lang,
    )
    found = section(page(client, f"/doc/actor/{slug}", lang), "roles")
    assert roles
    for each in roles:
        assert " · ".join(each[name] for name in ("role", "body") if name in each) in found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_organisation_has_who_holds_a_role_there(
    client: TestClient, store: ox.Store, lang: str
) -> None:
    """Each member is named, with the membership."""
    members = rows(
        store,
        """SELECT ?role ?who { ?m org:organization <actor/health-data-hub> ; skos:prefLabel ?role ;
          org:member/skos:prefLabel ?who FILTER (LANG(?role) = "fr" && LANG(?who) = "fr") }""",
        lang,
    )
    found = section(page(client, "/doc/actor/health-data-hub", lang), "roles")
    assert members
    for each in members:
        assert f"{each['who']} · {each['role']}" in found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_event_names_who_takes_part(client: TestClient, store: ox.Store, lang: str) -> None:
    """Everybody and everything that it involves is there."""
    involved = rows(
        store,
        """SELECT ?label { <event/hearing-roy-mecss> hg:involves/skos:prefLabel ?label
          FILTER (LANG(?label) = "fr") }""",
        lang,
    )
    found = section(page(client, PAGES["event"], lang), "involved")
    assert involved
    assert all(each["label"] in found for each in involved)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["proposition", "legal-act", "system", "certification"])
def test_claims_are_counted_by_stance(
    client: TestClient, store: ox.Store, kind: str, lang: str
) -> None:
    """The line above them and the heading of each group have the numbers that the graph has."""
    thing = f"<{PAGES[kind].removeprefix('/doc/')}>"
    on = "hg:proposition" if kind == "proposition" else "hg:proposition/schema:about"
    counted = rows(
        store,
        f"""SELECT ?stance (COUNT(DISTINCT ?claim) AS ?count) {{ ?claim {on} {thing} ;
          hg:stance/skos:prefLabel ?stance FILTER (LANG(?stance) = "fr") }} GROUP BY ?stance""",
        lang,
    )
    found = section(page(client, PAGES[kind], lang), "positions")
    line = found.split("·")
    assert counted
    for each in counted:
        assert any(part.strip().startswith(f"{each['stance']} {each['count']}")
                   or f"{each['stance']} {each['count']} " in part for part in line)  # fmt: skip
        assert f"{each['stance']} ({each['count']})" in found


def test_every_term_of_others_in_the_data_has_a_name(store: ox.Store) -> None:
    """No page shows a term as a program writes it: our own are named by the ontology."""
    query = f"""
        SELECT DISTINCT ?term {{
          {{ ?subject ?term ?object }} UNION {{ ?subject a ?term }}
          FILTER (STRSTARTS(STR(?subject), "{HGID}") && !STRSTARTS(STR(?term), STR(hg:)))
        }}"""
    terms = {solution["term"].value for solution in select(store, PROLOGUE + query)}
    assert f"{PREFIXES['org']}subOrganizationOf" in terms
    assert set() == terms - set(PROPERTY_LABELS)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_claim_has_each_place_and_each_fact(
    client: TestClient, store: ox.Store, lang: str
) -> None:
    """All its places with characters, manner and words; when it was said and where."""
    text = page(client, PAGES["claim"], lang)
    own = PAGES["claim"].removeprefix("/doc/")
    places = [each for each in rows(store, PLACES, lang) if each["claim"] == own]
    found = section(text, "places")
    assert len(places) > 1
    for each in places:
        assert each["source"] in found
        assert f"{characters(each, lang)} · {each['mode']}" in found
        assert words_of(each.get("fragment", "")) in words_of(found)
    (told,) = [each for each in rows(store, SAID, lang) if each["claim"] == own]
    (event,) = rows(
        store,
        f'SELECT ?label {{ <{own}> hg:madeAt/skos:prefLabel ?label FILTER (LANG(?label) = "fr") }}',
        lang,
    )
    facts = plain(re.findall(r'<dl class="facts">(.*?)</dl>', text, re.DOTALL)[0])
    for shown in (capacity(told), told["certainty"], in_words(told["told"], lang),
                  in_words(told["saidBy"], lang), event["label"]):  # fmt: skip
        assert shown in facts


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_actor_has_the_years_and_the_events(
    client: TestClient, store: ox.Store, lang: str
) -> None:
    """Years with numbers that lead to their claims; events and acts by date, as texts prove it."""
    text = page(client, PAGES["organisation"], lang)
    days = rows(
        store, "SELECT ?claim ?day { ?claim hg:speaker <actor/cnil> ; hg:saidNoLaterThan ?day }"
    )
    assert days
    years = [each["day"][:4] for each in days]
    (line,) = re.findall(r'<p id="years">(.*?)</p>', text, re.DOTALL)
    for year in set(years):
        label = WORDS[lang]["year"].format(year=year)
        assert f"{label} {years.count(year)}" in plain(line)
    for address, _ in re.findall(r'href="([^"]+)">([^<]+)</a>', line):
        listed = client.get(html.unescape(address).replace("/claims?", "/claims.json?")).json()
        assert listed["total"] in [years.count(year) for year in years]
    events = section(text, "events")
    acts = rows(
        store,
        """SELECT ?act ?day ?told ?from ?by { ?event hg:involves <actor/cnil>, ?thing .
          ?thing a hg:LegalAct ; skos:prefLabel ?act
          OPTIONAL { ?event hg:edtf ?told } OPTIONAL { ?event hg:latest ?by }
          OPTIONAL { ?event hg:earliest ?from } FILTER (LANG(?act) = "fr") }""",
        lang,
    )
    assert len(acts) > 1
    places = []
    for each in sorted(acts, key=lambda each: ("from" not in each, each.get("from"), each["by"])):
        day = in_words(each.get("told", each["by"]), lang)
        when = day if "told" in each else WORDS[lang]["by"].format(day=day)
        assert f"{when} :" in events or f"{when}:" in events
        places.append(events.index(each["act"]))
    assert sorted(places) == places


@pytest.mark.nightly
def test_on_a_day_nothing_later_happened(client: TestClient) -> None:
    """The events of a page as of a day end with it."""
    answer = client.get("/doc/actor/cnil?asOf=2020-12-31&lang=en", headers={"Accept": "text/html"})
    events = section(answer.text, "events")
    assert "10 June 2020" in events
    assert "2024" not in events

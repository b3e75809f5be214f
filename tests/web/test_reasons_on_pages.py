"""Reasons on pages: why a date is deduced, propositions are related, claims oppose each other."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.project.inference import inference
from hdhgraph.project.inference.reasons import RELATIONS, read_reasons
from hdhgraph.project.layout import bundled, find_project
from hdhgraph.project.loading import load_project
from hdhgraph.rdf.namespaces import HGID, PREFIXES, hg
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyoxigraph as ox

HEAD = f"""
@base <{HGID}> .
@prefix hg: <{PREFIXES["hg"]}> .
@prefix stance: <{PREFIXES["stance"]}> .
@prefix cito: <{PREFIXES["cito"]}> .
@prefix owl: <{PREFIXES["owl"]}> .
@prefix rdfs: <{PREFIXES["rdfs"]}> .
@prefix skos: <{PREFIXES["skos"]}> .
"""
# Invented: speaker, stance and proposition of each claim.
CLAIMS = {
    "asserts-m": ("w", "asserts", "m"),
    "denies-m": ("x", "denies", "m"),
    "denies-c": ("y", "denies", "c"),
    "asserts-i": ("x", "asserts", "i"),
    "asserts-t": ("x", "asserts", "t"),
    "denies-w": ("x", "denies", "w"),
    "qualifies-m": ("z", "qualifies", "m"),
    "qualifies-c": ("z", "qualifies", "c"),
    "asserts-twice": ("v", "asserts", "i"),
}
STATED = (
    ("m", "refines", "b"), ("b", "refines", "c"), ("i", "incompatibleWith", "m"),
    ("m", "inTensionWith", "t"), ("m", "weighsFor", "w"),
)  # fmt: skip


def why(statement: tuple[str, str, str], lang: str) -> str:
    """Return the invented reason of a statement, with what HTML must not take as its own."""
    return f"{lang}: <{' '.join(statement)}>"


def turtle() -> str:
    """Return the invented project."""
    parts = [
        f"<proposition/{each}> a hg:Proposition ; skos:prefLabel 'P {each}'@en, 'F {each}'@fr ."
        for each in "mbcitw"
    ]
    parts += [f"<actor/{each}> a hg:Actor ; skos:prefLabel '{each}'@en, '{each}'@fr ."
              for each in "vwxyz"]  # fmt: skip
    parts += [
        f"<claim/{name}> a hg:Claim ; hg:speaker <actor/{who}> ; hg:stance stance:{stance} ; "
        f"hg:proposition <proposition/{of}> ."
        for name, (who, stance, of) in CLAIMS.items()
    ]
    for one, relation, other in STATED:
        ends = f"<proposition/{one}>", f"<proposition/{other}>"
        parts.append(
            f"{ends[0]} hg:{relation} {ends[1]} . <reason/{one}-{relation}-{other}> a owl:Axiom ; "
            f"owl:annotatedSource {ends[0]} ; owl:annotatedProperty hg:{relation} ; "
            f"owl:annotatedTarget {ends[1]} ; rdfs:comment "
            + ", ".join(f"'{why((one, relation, other), lang)}'@{lang}" for lang in ("en", "fr"))
            + " ."
        )
    parts.append("<claim/asserts-twice> cito:disputes <claim/asserts-m> .")
    return HEAD + "\n".join(parts)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over the invented project, with its inferred graph."""
    root: Path = tmp_path_factory.mktemp("opposed")
    (root / "data").mkdir()
    (root / "data" / "curation.ttl").write_text(turtle(), encoding="utf-8")
    project = find_project(root, root)
    triples = inference.infer(load_project(project).store)
    project.inferred.write_text(inference.serialize(triples), encoding="utf-8")
    source = Source(str(root))
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    app = create_app(Settings(timeout=PATIENCE), Content(source, bundled().queries, "1"), engine)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
    engine.close()


def page(client: TestClient, path: str, lang: str) -> str:
    """Return what stands on a page above all that the graph says."""
    answer = client.get(f"/doc/{path}", params={"lang": lang}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text.partition('<details class="all">')[0]


def plain(text: str) -> str:
    """Return a piece of a page as a reader sees it, spaces made plain."""
    blocks = re.sub(r"<(?:/?(?:article|br|d[dlt]|h\d|li|p|section|ul)\b)[^>]*>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", blocks)).split())


def opposed(client: TestClient, name: str, lang: str) -> dict[tuple[str, str], str]:
    """Return what stands below each claim among the relations of one: by move and claim."""
    part = page(client, f"claim/{name}", lang).partition('<h2 id="relations">')[2]
    found = {}
    for item in part.partition("</section>")[0].split('<p class="order">')[1:]:
        move, _, rest = item.partition("</p>")
        claim = re.search(rf'data-claim="{HGID}claim/([^"]+)"', rest)
        assert claim is not None
        found[plain(move), claim[1]] = plain(rest.partition("</article>")[2])
    return found


CONTRADICTS = {"en": "contradicts (derived):", "fr": "contredit (déduit) :"}
TENSION = {
    "en": "is in tension with (derived: both can be true, and yet weigh against each other):",
    "fr": "est en tension avec (déduit : les deux peuvent être vraies, et pourtant pèsent l'une "
          "contre l'autre) :",
}  # fmt: skip
SAME = {
    "denies-m": {"en": "The same proposition, asserted on one side and denied on the other.",
                 "fr": "La même proposition, affirmée d'un côté et niée de l'autre."},
    "qualifies-m": {"en": "The same proposition, asserted on one side and qualified on the other.",
                    "fr": "La même proposition, affirmée d'un côté et nuancée de l'autre."},
}  # fmt: skip
EXPECTED = {
    CONTRADICTS["en"]: {
        "denies-m": (), "denies-c": (STATED[0], STATED[1]), "asserts-i": (STATED[2],),
        "asserts-twice": (STATED[2],),
    },
    TENSION["en"]: {
        "asserts-t": (STATED[3],), "denies-w": (STATED[4],), "qualifies-m": (),
        "qualifies-c": (STATED[0], STATED[1]),
    },
}  # fmt: skip


def straight(text: str) -> str:
    """Return a text with straight apostrophes, as messages are written."""
    return text.replace("\u2019", "'")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_claim_has_its_contradictions_and_tensions_each_with_the_reason(
    invented: TestClient, lang: str
) -> None:
    """Every rule: from the same proposition, one statement, or all those on the way."""
    found = {
        (straight(move), claim): straight(below)
        for (move, claim), below in opposed(invented, "asserts-m", lang).items()
    }
    for english, claims in EXPECTED.items():
        kind = TENSION if english == TENSION["en"] else CONTRADICTS
        for claim, statements in claims.items():
            below = found.pop((kind[lang], claim))
            assert below.startswith(SAME[claim][lang] if claim in SAME else "")
            assert [each for each in STATED if why(each, lang) in below] == list(statements)
            assert sorted(statements, key=lambda each: below.index(why(each, lang))) == list(
                statements  # the way from one proposition to the other
            )
    assert [claim for _, claim in found] == ["asserts-twice"]  # what disputes it, with no reason
    assert list(found.values()) == [""]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_contradictions_come_first_then_tensions(invented: TestClient, lang: str) -> None:
    """What is derived stands before what the texts show, and the two are never mixed."""
    moves = [straight(move) for move, _ in opposed(invented, "asserts-m", lang)]
    contradicted, tense = (len(claims) for claims in EXPECTED.values())
    assert moves[:contradicted] == [CONTRADICTS[lang]] * contradicted
    assert moves[contradicted : contradicted + tense] == [TENSION[lang]] * tense


@pytest.mark.parametrize(
    ("claim", "move", "other", "statements"),
    [
        ("denies-c", CONTRADICTS, "asserts-m", STATED[:2]),
        ("asserts-i", CONTRADICTS, "asserts-m", STATED[2:3]),
        ("asserts-t", TENSION, "asserts-m", STATED[3:4]),
        ("denies-w", TENSION, "asserts-m", STATED[4:5]),
        ("qualifies-c", TENSION, "asserts-m", STATED[:2]),
    ],
)
def test_the_other_side_has_the_same_reason(
    invented: TestClient,
    claim: str,
    move: dict[str, str],
    other: str,
    statements: tuple[tuple[str, str, str], ...],
) -> None:
    """Whichever claim is read, in the direction in which the statement is made."""
    below = opposed(invented, claim, "en")[move["en"], other]
    assert [each for each in STATED if why(each, "en") in below] == list(statements)
    names = {"refines": "refines", "incompatibleWith": "is incompatible with",
             "inTensionWith": "is in tension with", "weighsFor": "weighs for"}  # fmt: skip
    for one, relation, broad in statements:
        assert f"P {one} {names[relation]} P {broad}: {why((one, relation, broad), 'en')}" in below


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_proposition_has_its_relations_each_with_the_reason(
    invented: TestClient, lang: str
) -> None:
    """From either end; what is stated in one direction is named by that direction."""
    names = {
        "en": {"m": ["Incompatible with", "In tension with", "Weighs for", "Refines"],
               "w": ["What weighs for it"], "b": ["Refines", "Refined by"],
               "t": ["In tension with"]},
        "fr": {"m": ["Incompatible avec", "En tension avec", "Plaide pour", "Précise"],
               "w": ["Ce qui plaide pour elle"], "b": ["Précise", "Précisée par"],
               "t": ["En tension avec"]},
    }[lang]  # fmt: skip
    for proposition, headings in names.items():
        part = page(invented, f"proposition/{proposition}", lang).partition('<h2 id="related">')[2]
        part = part.partition("</section>")[0]
        assert re.findall(r"<dt>(.*?)</dt>", part) == headings
        told = plain(part)
        own = [each for each in STATED if proposition in (each[0], each[2])]
        assert [each for each in STATED if why(each, lang) in told] == own


def test_every_reason_of_the_bundled_graph_is_on_a_page(
    client: TestClient, store: ox.Store
) -> None:
    """Under the thing that the statement is of: relations, deduced dates, any link of curators."""
    reasons = read_reasons(store)
    assert {each.predicate.value for each in reasons} >= {hg("refines"), hg("latest")}
    by_page: dict[str, set[str]] = {}
    for statement, given in reasons.items():
        of = statement.subject.value.removeprefix(HGID)  # type: ignore[union-attr]
        by_page.setdefault(of, set()).update(each.comments["en"] for each in given)
    for of, texts in sorted(by_page.items()):
        told = plain(page(client, of, "en"))
        assert [each for each in texts if each not in told] == []
        # The bounds of one thing are often deduced by one and the same reason.
        assert of.startswith("proposition/") or all(told.count(each) == 1 for each in texts)


def test_relations_are_those_that_a_proposition_page_names() -> None:
    """A relation that is added to the curators' is not forgotten on the pages."""
    assert {relation for _, relation, _ in STATED} == set(RELATIONS)

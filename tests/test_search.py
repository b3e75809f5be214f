"""Full-text search: what is found, in which order, and what hostile words cannot do."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hdhgraph.claims.search.build import KINDS, IndexBuilder, index_queries
from hdhgraph.claims.search.search import MOST_FOUND, SearchIndex, Wanted
from hdhgraph.errors import QueryStoppedError
from hdhgraph.i18n.folding import LONGEST_WORD, MOST_WORDS, asked, marked, words
from hdhgraph.rdf.namespaces import BASE, HGID, PREFIXES, graph_name
from waiting import PATIENCE, Looks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# How often a search looks at the clock: at each statement, then every 2,000 steps of the database.
MOST_LOOKS = 500
HOSTILE = [
    '"', '""', "'", "''; DROP TABLE doc; --", '" OR 1=1 --', "NEAR(cloud act, 2)", "cloud NEAR act",
    "cloud AND", "OR", "NOT", "NOT cloud", "AND OR NOT", "cloud*", "*", "^cloud", "name : cloud",
    "{name variants} : cloud", "- name : x", "cloud + act", "(((((", ")", "((cloud)", "\\", "\x00",
    "cloud\x00act", "\x00" * 50, "\u202ecloud", "שלום", "مرحبا", "🏥", "👩\u200d⚕️ cloud", "\u0301",
    "e\u0301\u0301\u0301", "\u0301\u0301cloud", "½", "ﬁ", "ß", "İ", "\ufeff", "\u200b", "%", "_",
    "?", ":match", "$x", "@x", "{{ 7*7 }}", "<script>", "\ud7ff", "\U0010ffff", "\ue000",
    "한국어", "漢字",
    "a" * 100_000, "a " * 50_000, '"' * 100_000, "é" * 100_000, "cloud " * 20_000, "-" * 10_000,
]  # fmt: skip
EXAMPLE = """
@prefix hg: <https://w3id.org/hdhgraph/ont#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
ex:longer a hg:Organisation ; skos:prefLabel "Example Œuvre Bank of Exampleland"@en .
ex:exact a hg:Organisation ; skos:prefLabel "Example Œuvre"@en ;
    skos:definition "Holds \\"hosts\\", tabs\\tand lines\\nand C:\\\\ paths."@en .
ex:other a hg:Organisation ; skos:prefLabel "Other"@en ;
    skos:definition "An example of an œuvre of an example, an example œuvre."@en .
ex:bare a hg:Actor ; skos:prefLabel "Untagged Ștefan" .
_:b a hg:Actor ; skos:prefLabel "Blank person"@en .
ex:nothing skos:prefLabel "Of no class"@en .
"""


def build(store: ox.Store, path: Path, most: int = 1_000_000, size: int = 997) -> SearchIndex:
    """Return the index of a store, which is fed in pieces that cut lines and characters."""
    builder = IndexBuilder(path, BASE, most)
    for name, query in index_queries(most).items():
        answer = store.query(query, use_default_graph_as_union=True)
        content = answer.serialize(format=ox.QueryResultsFormat.TSV)  # type: ignore[union-attr]
        for start in range(0, len(content), size):
            builder.feed(name, content[start : start + size])
        builder.end(name)
    builder.finish()
    return SearchIndex(path, seconds=PATIENCE)


@pytest.fixture(scope="module")
def index(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """The index of the bundled graph."""
    index = build(store, tmp_path_factory.mktemp("search") / "index")
    yield index
    index.close()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """The index of a few invented entities."""
    store = ox.Store()
    store.load(EXAMPLE, format=ox.RdfFormat.TURTLE)
    index = build(store, tmp_path_factory.mktemp("search") / "index", size=7)
    yield index
    index.close()


def found(index: SearchIndex, text: str, **more: object) -> dict[str, list[str]]:
    """Return the IRIs that are found, without the project's own start, by kind."""
    groups = index.search(Wanted(text, **more)).groups  # type: ignore[arg-type]
    return {group.kind: [hit.iri.removeprefix(HGID) for hit in group.hits] for group in groups}


def every(groups: dict[str, list[str]]) -> set[str]:
    """Return all that was found."""
    return {iri for group in groups.values() for iri in group}


@pytest.mark.parametrize(
    "text", ["Stéphanie Combes", "stephanie combes", "STÉPHANIE COMBES", "Ste\u0301phanie combes"]
)
def test_accents_and_case_do_not_count(index: SearchIndex, text: str) -> None:
    """A name is found with and without its accents, composed or not, in any case."""
    assert found(index, text)["actor"] == ["actor/stephanie-combes"]


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("Me Pierre Desmarais", "actor/pierre-desmarais"),
        ("Me Desmarais", "actor/pierre-desmarais"),
        ("LĂ©o Caravagna", "actor/leo-caravagna"),
        ("la directrice du hub", "actor/stephanie-combes"),
        ("the director of the hub", "actor/stephanie-combes"),
    ],
)
def test_variants_are_names(index: SearchIndex, text: str, iri: str) -> None:
    """Other names, spellings as read and the words by which a text names somebody find them."""
    assert found(index, text)["actor"][0] == iri


@pytest.mark.parametrize("article", ["l'", "d'", "L\u2019", "D\u2019", "qu'", ""])
def test_elided_articles_do_not_count(index: SearchIndex, article: str) -> None:
    """French elisions, with either apostrophe, find what the word alone finds."""
    alone = found(index, "hébergement")
    assert alone["topic"]
    assert found(index, f"{article}hébergement") == alone


def test_longer_words_that_begin_so_are_found(index: SearchIndex) -> None:
    """A word of four letters or more finds its plural; a shorter one only itself."""
    assert len(every(found(index, "hébergeurs"))) < len(every(found(index, "hébergeur")))
    assert found(index, "des") != {}
    assert "act" in {w for _, hit in hits(index, "act") for w in words(hit)}
    assert all("act" in words(text) for _, text in hits(index, "act", kind="act"))


def hits(index: SearchIndex, text: str, kind: str = "proposition") -> list[tuple[str, str]]:
    """Return the IRIs and labels of one kind that are found."""
    groups = index.search(Wanted(text, kind=kind)).groups
    return [(hit.iri, hit.label) for group in groups for hit in group.hits]


def test_words_that_say_nothing_do_not_count(index: SearchIndex) -> None:
    """A question in words finds what its telling words find."""
    plain = found(index, "avocat cloud act")
    assert plain["claim"]
    assert found(index, "ce que l'avocat a dit sur le Cloud Act") == plain


def test_claims_are_found_by_speaker_capacity_and_subject(index: SearchIndex) -> None:
    """Who speaks, in what capacity and about what finds a claim, in either language."""
    french = every(found(index, "avocat cloud act", each=100))
    english = every(found(index, "lawyer cloud act", lang="en", each=100))
    assert french == english
    assert "claim/desmarais-cloud-act-requires-transmission" in french
    assert all(each.startswith("claim/desmarais-") for each in french)


def test_claims_are_found_by_their_fragments(index: SearchIndex, store: ox.Store) -> None:
    """Each fragment of an attestation finds the claim that it attests."""
    rows = store.query(
        "PREFIX hg: <https://w3id.org/hdhgraph/ont#> SELECT ?claim ?fragment WHERE "
        "{ ?place hg:attests ?claim ; hg:fragment ?fragment . ?claim a hg:Claim }",
        use_default_graph_as_union=True,
    )
    pairs = [(row["claim"].value, row["fragment"].value) for row in rows]  # type: ignore[union-attr]
    assert len(pairs) > 300
    for claim, fragment in pairs[::10]:
        assert claim.removeprefix(HGID) in found(index, fragment, kind="claim", each=400)["claim"]


def test_inferred_labels_are_not_indexed(store: ox.Store, tmp_path: Path) -> None:
    """What claims and places are called repeats words that find them already: no row is read."""
    label = ox.NamedNode(f"{PREFIXES['rdfs']}label")
    bare = ox.Store()
    bare.bulk_extend(
        quad
        for quad in store
        if quad.predicate != label or quad.graph_name != ox.NamedNode(graph_name("inferred"))
    )
    assert len(store) - len(bare) > 1000
    content = {}
    for name, graph in (("all", store), ("bare", bare)):
        build(graph, tmp_path / name).close()
        with contextlib.closing(sqlite3.connect(tmp_path / name)) as database:
            content[name] = [
                database.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608
                for table in ("doc", "name", "entity")
            ]
    assert content["all"] == content["bare"]
    texts = [graph.query(index_queries(10**6)["text"], use_default_graph_as_union=True)
             for graph in (store, bare)]  # fmt: skip
    assert len({len(list(each)) for each in texts}) == 1  # type: ignore[arg-type]


def test_every_label_finds_its_entity(index: SearchIndex, store: ox.Store) -> None:
    """Whatever an entity of a known kind is called, in each language, finds it at once."""
    rows = store.query(
        "PREFIX hg: <https://w3id.org/hdhgraph/ont#> "
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?s ?label WHERE { "
        "?s a ?kind ; skos:prefLabel|skos:altLabel|skos:hiddenLabel ?label "
        "VALUES ?kind { hg:Actor hg:Organisation hg:Proposition hg:Source hg:Event } }",
        use_default_graph_as_union=True,
    )
    pairs = [(row["s"].value, row["label"].value) for row in rows]  # type: ignore[union-attr]
    assert len(pairs) > 800
    for iri, label in pairs[::7]:
        assert iri.removeprefix(HGID) in every(found(index, label))


def test_the_exact_name_comes_first(example: SearchIndex) -> None:
    """A name that is just what was typed comes before a longer one, and that before prose."""
    names = ["http://example.org/exact", "http://example.org/longer", "http://example.org/other"]
    assert found(example, "example œuvre")["organisation"] == names
    assert found(example, "EXAMPLE OEUVRE")["organisation"] == names


def test_the_kind_of_an_exact_name_comes_first(index: SearchIndex) -> None:
    """Le Monde the newspaper comes before all that has the word."""
    groups = found(index, "Le Monde")
    assert next(iter(groups)) == "organisation"
    assert groups["organisation"][0] == "actor/le-monde"


def test_texts_arrive_as_they_are(example: SearchIndex) -> None:
    """Escaped characters are read back, lines are one line, and a text needs no language."""
    (group,) = example.search(Wanted("hosts paths")).groups
    assert group.hits[0].body == ('Holds "hosts", tabs and lines and C:\\ paths.',)
    assert found(example, "stefan") == {"actor": ["http://example.org/bare"]}


def test_only_what_can_be_cited_is_found(example: SearchIndex) -> None:
    """A blank node, and a thing of no known class, are not in the index."""
    assert found(example, "blank") == {}
    assert found(example, "class") == {}


def test_a_kind_is_paged_and_all_are_counted(index: SearchIndex) -> None:
    """Pages of one kind together have each hit once, while all kinds are counted on each."""
    first = index.search(Wanted("cloud", each=3))
    counts = {group.kind: group.count for group in first.groups}
    assert counts["claim"] > 20
    paged = []
    for skip in range(0, counts["claim"], 20):
        page = index.search(Wanted("cloud", kind="claim", skip=skip, each=20))
        assert {group.kind: group.count for group in page.groups} == counts
        paged += [hit.iri for group in page.groups for hit in group.hits]
    assert len(paged) == len(set(paged)) == counts["claim"]


def test_the_language_of_a_text_limits(index: SearchIndex) -> None:
    """With a language only texts in it are looked at."""
    assert found(index, "lawyer", language="fr") == {}
    assert found(index, "lawyer", language="en") != {}


def test_no_claim_later_than_the_day(index: SearchIndex) -> None:
    """With a day, claims that are not yet said by then are not found; other things stay."""
    late, early = (
        found(index, "cloud", each=999),
        found(index, "cloud", each=999, as_of="2019-12-31"),
    )
    assert 0 < len(early["claim"]) < len(late["claim"])
    assert early["proposition"] == late["proposition"]


@pytest.mark.parametrize(
    ("typed", "label"),
    [("desm", "Pierre Desmarais"), ("me des", "Pierre Desmarais"), ("l'héberg", "hébergement"),
     ("sté", "Stéphanie Combes"), ("combes", "Stéphanie Combes"), ("hds", "certification HDS")],
)  # fmt: skip
def test_names_are_suggested_while_one_types(index: SearchIndex, typed: str, label: str) -> None:
    """The beginning of a name, of a word in it or of a variant suggests it; ten at the most."""
    suggested = index.suggest(typed)
    assert label in [each.label for each in suggested]
    assert len(suggested) <= 10


def test_suggestions_are_in_the_language_of_the_page(index: SearchIndex) -> None:
    """A label is suggested in the language asked for, whatever was typed."""
    assert next(each.label for each in index.suggest("hébergement", "en")) == "hosting"


def test_claims_are_not_suggested(index: SearchIndex) -> None:
    """A claim has no name to type."""
    assert "claim" not in {each.kind for letter in "abcdefg" for each in index.suggest(letter)}


def test_what_is_not_there_has_near_words(index: SearchIndex) -> None:
    """Nothing is found for a misspelt word, but the right one is offered, if it finds something."""
    assert found(index, "Desmaretz cloud") == {}
    near = index.near("Desmaretz cloud")
    assert "desmarais cloud" in near.spellings
    assert dict(near.lone)["cloud"] > 50
    for each in near.spellings:
        assert found(index, each) != {}
    assert index.near("xyzzy qwrtp").spellings == ()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_words_stay_words(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """What is typed is never syntax: to search, suggest and correct it takes few steps."""
    clock = Looks()
    monkeypatch.setattr("hdhgraph.claims.search.search.time", clock)
    result = index.search(Wanted(text))
    index.suggest(text)
    index.near(text)
    assert result.count < MOST_FOUND
    assert clock.count < MOST_LOOKS
    assert found(index, "cloud act")["act"] == ["legal-act/cloud-act"]


def test_steps_are_counted(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """More steps are more looks at the clock: the count above can be too high."""
    clock = Looks()
    monkeypatch.setattr("hdhgraph.claims.search.search.time", clock)
    monkeypatch.setattr("hdhgraph.claims.search.search._STEPS", 1)
    index.search(Wanted("cloud"))
    assert clock.count > MOST_LOOKS


@pytest.mark.parametrize(
    "text", ["cloud NEAR act", "cloud* AND act", '"cloud" + "act"', "^cloud act"]
)
def test_syntax_is_only_words(index: SearchIndex, text: str) -> None:
    """The signs and words of the index's own language mean nothing but themselves."""
    wanted = " ".join(each for each in words(text) if each != "and")
    assert found(index, text) == found(index, wanted)


@given(st.text(max_size=60))
def test_any_text_is_answered(index: SearchIndex, text: str) -> None:
    """No text of Unicode is an error, marked texts are whole, and hits have what was looked for."""
    result = index.search(Wanted(text, each=3))
    index.suggest(text)
    assert "".join(each.text for each in marked(text, result.asked.words)) == text


def test_words_are_bounded() -> None:
    """However much is typed, few words are looked for, and it is said."""
    many = asked(" ".join(f"w{n}" for n in range(1000)))
    assert (len(many.words), many.is_cut) == (MOST_WORDS, True)
    assert [len(each) for each in asked("x" * 100_000).words] == [LONGEST_WORD]


def test_what_was_looked_for_is_marked() -> None:
    """Words are marked with their accents and in their case, and whole."""
    parts = marked("L'Hébergeur, les hébergeurs; e\u0301tat", asked("hebergeur état").words)
    assert [each.text for each in parts if each.is_marked] == [
        "Hébergeur", "hébergeurs", "e\u0301tat",
    ]  # fmt: skip


def test_a_search_that_takes_too_long_is_ended(
    store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock ends a search, and the index goes on to answer."""
    monkeypatch.setattr("hdhgraph.claims.search.search._STEPS", 1)
    index = build(store, tmp_path / "index")
    slow = SearchIndex(tmp_path / "index", seconds=0)
    with pytest.raises(QueryStoppedError, match="rarer words"):
        slow.search(Wanted("cloud"))
    assert found(index, "cloud") != {}
    index.close()
    slow.close()


def test_several_threads_search_at_once(index: SearchIndex) -> None:
    """Searches in threads find what they find alone."""
    expected = found(index, "cloud")
    results: list[dict[str, list[str]]] = []
    threads = [
        threading.Thread(target=lambda: results.append(found(index, "cloud"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_a_bounded_index_says_so(store: ox.Store, tmp_path: Path) -> None:
    """An index that could not take the whole graph knows it."""
    part = build(store, tmp_path / "part", most=50)
    whole = build(store, tmp_path / "whole")
    assert (part.facts["is_whole"], whole.facts["is_whole"]) == (0, 1)
    part.close()
    whole.close()


def test_the_same_graph_gives_the_same_index(store: ox.Store, tmp_path: Path) -> None:
    """The order of hits does not depend on the order of triples."""
    shuffled = ox.Store()
    shuffled.bulk_extend(sorted(store, key=lambda quad: hash(str(quad)) % 1009))
    one, other = build(store, tmp_path / "one"), build(shuffled, tmp_path / "other")
    for text in ("cloud", "hub", "hébergement données"):
        assert found(one, text, each=99) == found(other, text, each=99)
    one.close()
    other.close()


def test_every_kind_is_found(index: SearchIndex) -> None:
    """Each kind of thing that the index knows is found by some word."""
    tried: Iterable[str] = (
        "hub",
        "cloud",
        "microsoft",
        "hds",
        "cnil",
        "directrice",
        "claim",
        "asserts",
    )
    assert {kind for text in tried for kind in found(index, text)} == set(KINDS)

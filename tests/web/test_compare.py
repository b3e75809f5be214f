"""The comparison of two actors, or two sources, side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.web.claims.comparison import compare
from hdhgraph.web.claims.comparison.comparison import Side, compare_rows
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE

if TYPE_CHECKING:
    from hdhgraph.project.layout import Project

HTML = {"accept": "text/html"}
PAIR = {"left": "actor/cnil", "right": "actor/stephanie-combes"}
LEFT, RIGHT = Side("actor", "ex:one", "One"), Side("actor", "ex:other", "Other")


def row(claim: str, proposition: str, stance: str) -> dict[str, str]:
    """Return the row of an example claim."""
    return {"claim": f"ex:{claim}", "proposition": f"ex:{proposition}", "stance": f"ex:{stance}"}


def fetch(client: TestClient, **values: str) -> tuple[int, str]:
    """Return the status and the page of a comparison."""
    answer = client.get("/compare", params=values, headers=HTML)
    return answer.status_code, answer.text


def test_propositions_are_put_side_by_side() -> None:
    """What both speak of, what one alone does, and how they stand to each other, of examples."""
    left = [row("a", "p", "asserts"), row("b", "q", "asserts"), row("c", "r", "denies")]
    right = [row("d", "p", "denies"), row("e", "r", "denies"), row("f", "s", "asserts")]
    found = compare_rows((LEFT, left), (RIGHT, right), [("ex:a", "ex:d"), ("ex:a", "ex:z")])
    assert [(each.iri, each.verdict) for each in found.both] == [
        ("ex:p", "clash"),
        ("ex:r", "same_stance"),
    ]
    assert [each.iri for each in found.only_left] == ["ex:q"]
    assert [each.iri for each in found.only_right] == ["ex:s"]
    assert [(each.left["claim"], each.right["claim"]) for each in found.pairs] == [("ex:a", "ex:d")]
    assert (found.counts, found.is_cut) == ((3, 3), False)


def test_stances_that_differ_without_a_contradiction_are_no_clash() -> None:
    """To question or qualify what another asserts is another stance, and no more."""
    found = compare_rows(
        (LEFT, [row("a", "p", "asserts")]), (RIGHT, [row("b", "p", "qualifies")]), []
    )
    assert [each.verdict for each in found.both] == ["other_stance"]


def test_one_claim_in_two_texts_is_one_claim() -> None:
    """Two sources that voice the same claim are not said to agree."""
    found = compare_rows((LEFT, [row("a", "p", "x")]), (RIGHT, [row("a", "p", "x")]), [])
    assert [each.verdict for each in found.both] == ["same_claim"]


def test_too_many_claims_are_cut_and_said() -> None:
    """A side shows a bounded number of claims, and the page says that there are more."""
    many = [row(str(number), "p", "x") for number in range(151)]
    found = compare_rows((LEFT, many), (RIGHT, []), [])
    assert (found.counts, found.is_cut) == ((150, 0), True)


def test_two_actors_are_compared_with_their_evidence(client: TestClient) -> None:
    """Both sides have the stance, the words, the source and the place of each claim."""
    status, page = fetch(client, **PAIR, lang="en")
    assert status == 200
    assert "Where they contradict each other (3)" in page
    assert re.search(r'<q lang="fr">Microsoft n&#39;aura pas la clé', page)
    assert "characters 3,396 to 3,438" in page
    assert "/doc/claim/" in page


def test_contradictions_are_those_of_the_canned_query(client: TestClient) -> None:
    """The pairs between two actors on a topic are those that the query finds."""
    rows = client.get("/queries/contradictions.json?lang=en").json()["results"]["bindings"]
    actors = {"cnil", "stephanie-combes"}
    pairs = [
        each
        for each in rows
        if {each[name]["value"].rpartition("/")[2] for name in ("speaker", "opponent")} == actors
    ]
    status, page = fetch(client, **PAIR, lang="en")
    assert (status, len(pairs) > 0) == (200, True)
    assert f"contradict each other ({len(pairs)})" in page


def test_a_topic_narrows_both_sides(client: TestClient) -> None:
    """On a topic each side shows the claims that the canned query finds of it."""
    status, page = fetch(client, **PAIR, topic="decryption-keys", lang="en")
    assert status == 200
    for actor in ("cnil", "stephanie-combes"):
        values = {"topic": "decryption-keys", "actor": actor, "lang": "en"}
        rows = client.get("/queries/who-said-what.json", params=values).json()["results"]
        assert rows["bindings"] != []
        for each in rows["bindings"]:
            assert each["claim"]["value"].rpartition("/")[2] in page
    assert f"{len(rows['bindings'])}. Propositions" in page


def test_two_sources_are_compared(client: TestClient) -> None:
    """A translation voices the claims of its original: the same, in both texts."""
    values = {"left": "source/ticsante", "right": "source/ticsante-en", "topic": "cloud-act"}
    status, page = fetch(client, **values, lang="en")
    assert status == 200
    assert "(the same claim, in both texts)" in page
    assert '<q lang="fr">' in page
    assert '<q lang="en">' in page


def test_a_source_that_is_not_held_is_shown_through_one_that_is(client: TestClient) -> None:
    """Of a text that is only told of, the place where a held text tells of it is shown."""
    values = {"left": "source/klaba-tweet", "right": "source/hub-website"}
    status, page = fetch(client, **values, lang="en")
    assert status == 200
    assert "characters" in page


def test_as_of_counts_the_groups_of_both(client: TestClient) -> None:
    """Each side says how many of its claims are of each group."""
    status, page = fetch(client, **PAIR, asOf="0001-01-01", lang="en")
    assert status == 200
    assert len(re.findall(r"By 1 January 0001: 0 said, 0 perhaps said, \d+ of unknown", page)) == 2


def test_without_choices_there_is_the_form(client: TestClient) -> None:
    """The form offers every speaker, source and topic, and examples that lead somewhere."""
    status, page = fetch(client, lang="fr")
    assert status == 200
    for value in ("actor/cnil", "source/tf1-a-la-loupe", "cloud-act"):
        assert f'<option value="{value}">' in page
    examples = re.findall(r'<li><a href="(/compare\?left=[^"]+)"', page)
    assert len(examples) == 3
    assert client.get(examples[0].replace("&amp;", "&"), headers=HTML).status_code == 200


def test_one_choice_is_kept_and_the_other_asked_for(client: TestClient) -> None:
    """A link may choose one side; the page asks for the other."""
    status, page = fetch(client, left="actor/cnil", lang="en")
    assert (status, "It takes two" in page) == (200, True)
    assert page.count('<option value="actor/cnil" selected>') == 1


def test_of_too_many_a_name_is_typed(project: Project) -> None:
    """A graph with more choices than a list can show has fields, and compares all the same."""
    engine = Engine.start(Source(str(project.root)), Limits(timeout=PATIENCE))
    content = Content(Source(str(project.root)), project.queries, "x")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(compare, "_MOST_LISTED", 5)
        with TestClient(create_app(Settings(timeout=PATIENCE), content, engine)) as running:
            form = running.get("/compare?lang=en&left=actor/cnil", headers=HTML).text
            status, page = fetch(running, **PAIR, topic="decryption-keys", lang="en")
    engine.close()
    assert "too many for a list" in form
    assert '<input name="left" required value="actor/cnil">' in form
    assert "<option" not in form
    assert (status, "<h1>National commission" in page) == (200, True)
    assert "Where they contradict each other (3)" in page


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"left": "actor/cnil", "right": "cnil"}, "twice"),
        ({"left": "actor/cnil", "right": "source/tf1-a-la-loupe"}, "cannot be compared"),
        ({"left": "actor/cnill", "right": "actor/tf1"}, "Perhaps: cnil"),
        ({"left": "zzzzqqq", "right": "actor/tf1"}, "neither an actor"),
        ({"left": "ticsante", "right": "cnil"}, "actor/ticsante, source/ticsante"),
        ({**PAIR, "topic": "tomatoes"}, "is no topic"),
        ({**PAIR, "asOf": "yesterday"}, "YYYY-MM-DD"),
        ({**PAIR, "asOf": "2020-02-31"}, "YYYY-MM-DD"),
        ({**PAIR, "color": "x"}, "no parameter “color”"),
        ({"left": "<script>alert(1)</script>", "right": "actor/tf1"}, "&lt;script&gt;"),
    ],
)
def test_a_bad_choice_says_what_to_do(
    client: TestClient, values: dict[str, str], told: str
) -> None:
    """The same twice, an actor with a source, and what is not there: a message, and the form."""
    status, page = fetch(client, **values, lang="en")
    assert (status, told in page) == (400, True)
    assert '<p class="notice" role="alert">' in page
    assert '<select name="left"' in page
    assert "<script>alert" not in page


def test_a_bad_choice_is_told_in_french(client: TestClient) -> None:
    """The message is in the page's language, with the spaces of French."""
    status, page = fetch(client, left="actor/cnil", right="source/tf1-a-la-loupe", lang="fr")
    assert status == 400
    assert "ne se comparent pas\u00a0: l\u2019un est un acteur" in page


def test_a_parameter_twice_is_refused(client: TestClient) -> None:
    """Nothing is chosen between two values."""
    answer = client.get("/compare?left=actor/cnil&left=actor/tf1&lang=en", headers=HTML)
    assert (answer.status_code, "is given twice" in answer.text) == (400, True)

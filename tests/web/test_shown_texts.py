"""What pages show of the data's own texts: French spaces, quotes in quotes, capacities, order."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from hdhgraph.claims.reading import beside
from hdhgraph.i18n.folding import folded
from hdhgraph.i18n.typography import number, quotable, spaced_page
from hdhgraph.web.claims.comparison.comparison import Side, compare_rows

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HTML = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ('"example words here"', "example words here", "example words here"),
        ("« un exemple", "un exemple", "un exemple"),
        ("un exemple ».", "un exemple.", "un exemple."),
        ("« dit « un » exemple »", "dit “un” exemple", "dit \u2018un\u2019 exemple"),
        ("« un » et « deux »", "“un” et “deux”", "\u2018un\u2019 et \u2018deux\u2019"),
        ('l\'"exemple" est', "l'“exemple” est", "l'\u2018exemple\u2019 est"),
        ("un exemple", "un exemple", "un exemple"),
        ("« »", "", ""),
        ("", "", ""),
    ],
)
def test_a_quote_in_a_quote_is_one_of_the_second_level(
    text: str, french: str, english: str
) -> None:
    """An outer pair goes, so does a mark alone at an edge; the others are second level."""
    assert (french, english) == (quotable(text, "fr"), quotable(text, "en"))


def test_texts_of_a_french_page_have_its_spaces() -> None:
    """Texts and titles do; code, quotes, attributes and other languages stay to the letter."""
    page = '<title>a : b</title><p title="a : b">« c » ; d</p>'
    same = '<pre>a ; b</pre><q>a ; b</q><span lang="en">a : b</span><script>a ? b : c</script>'
    shown = '<title>a\u00a0: b</title><p title="a : b">«\u202fc\u202f»\u202f; d</p>'
    assert shown + same == spaced_page(page + same)


@pytest.mark.parametrize("path", ["/", "/claims", "/doc/proposition/choice-ideal", "/compare"])
def test_no_french_page_has_a_plain_space_before_a_sign(client: TestClient, path: str) -> None:
    """None of its texts has; `q` has the words of a source."""
    text = client.get(f"{path}?lang=fr", headers=HTML).text
    texts = re.sub(r"<(q|script|pre|code|textarea)\b.*?</\1>|<[^>]*>", "|", text, flags=re.DOTALL)
    assert [] == re.findall(r".* (?:[;!?»]|:(?!\w)).*", html.unescape(texts))


@pytest.mark.parametrize(
    "path",
    [
        "/doc/actor/jean-renaud-roy",
        "/doc/claim/roy-no-cloud-act-problem",
        "/doc/source/ticsante",
        "/vocab/topic/cloud-act",
        "/compare?left=jean-renaud-roy&right=stephanie-combes",
        "/claims?actor=jean-renaud-roy",
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_capacity_does_not_repeat_its_speaker(client: TestClient, path: str, lang: str) -> None:
    """Beside a claim it stands without the name."""
    asked = f"{path}{'&' if '?' in path else '?'}lang={lang}"
    text = client.get(asked, headers=HTML).text
    told, _, _ = text.partition('<details class="all">')
    beside_claims = re.findall(r'class="(?:card-said|quiet)">(.*?)</p>', told, re.DOTALL)
    assert "Roy" in told
    assert beside_claims
    assert not [each for each in beside_claims if re.search(r"\((?:Jean-Renaud Roy)\)", each)]


def test_a_capacity_of_somebody_else_keeps_the_name() -> None:
    """Only the speaker's own name goes."""
    shown = (beside("Chair (Ann)", "Ann"), beside("Chair (Ann)", "Bob"), beside("Chair", ""))
    assert ("Chair", "Chair (Ann)", "Chair") == shown


def test_choices_are_in_the_order_of_their_letters(client: TestClient) -> None:
    """An accent does not send a name to the end of its letter."""
    text = client.get("/compare?lang=fr", headers=HTML).text
    actors = re.findall(r"<optgroup[^>]*>(.*?)</optgroup>", text, re.DOTALL)[0]
    names = [folded(html.unescape(each)) for each in re.findall(r">([^<\n]+)</option>", actors)]
    assert "cedric o" in names
    assert sorted(names) == names


def test_propositions_compared_are_in_the_order_of_their_letters() -> None:
    """Neither case nor accent counts."""
    said = [
        {"claim": f"c:{name}", "proposition": f"p:{name}", "propositionLabel": name, "stance": "s"}
        for name in ("Zoé", "état", "Es", "Et")
    ]
    compared = compare_rows((Side("actor", "a", "A"), said), (Side("actor", "b", "B"), []), [])
    assert ["Es", "Et", "état", "Zoé"] == [each.label for each in compared.only_left]


def test_a_day_that_is_none_is_told_in_french(client: TestClient) -> None:
    """As on the list of claims; a program has the same sentence as before."""
    page = client.get("/doc/actor/cnil?asOf=soon&lang=fr", headers=HTML)
    program = client.get("/doc/actor/cnil?asOf=soon", headers={"accept": "application/json"})
    assert (400, 400) == (page.status_code, program.status_code)
    assert "n\u2019est pas un jour" in page.text
    assert "en anglais" not in page.text
    assert "is not a day" in program.text


def test_a_concept_names_its_vocabulary_in_french(client: TestClient) -> None:
    """The title has no English word for it."""
    text = client.get("/vocab/topic/cloud-act?lang=fr", headers=HTML).text
    assert " · topic · " not in text
    assert "<title>Cloud Act · sujet · " in text


def test_an_unknown_order_is_told_in_french(client: TestClient) -> None:
    """The sentence names the field as the page does, and offers the orders by name."""
    text = client.get("/claims?sort=zzz&lang=fr", headers=HTML).text
    assert "«\u202fOrdre\u202f»" in text
    assert ">par locuteur</a>" in text


def test_a_page_after_the_last_one_links_the_last(client: TestClient) -> None:
    """The link leads to a page that is there."""
    text = client.get("/claims?topic=cloud-act&page=999&lang=fr", headers=HTML).text
    (address,) = re.findall(r'<a rel="last nofollow" href="([^"]+)"', text)
    assert 200 == client.get(html.unescape(address), headers=HTML).status_code


def test_thousands_are_apart() -> None:
    """By a narrow no-break space in French, by a comma in English."""
    assert ("10\u202f825", "10,825", "825") == (
        number(10825, "fr"),
        number(10825, "en"),
        number(825, "fr"),
    )

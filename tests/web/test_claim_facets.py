"""The list of claims by what their speakers do, who these are, for whom, and about what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from projects import serving, text_of

import library
from hdhgraph.claims.index.facets import FACETS
from hdhgraph.engine.protocol import Source
from hdhgraph.i18n.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient

HTML: Final = {"accept": "text/html"}
NEW: Final = ("kind", "illocution", "organisation", "about")
TITLES: Final = {
    "en": {"kind": "Kind of speaker", "illocution": "Illocution", "organisation": "Speaking for",
           "about": "About"},
    "fr": {"kind": "Nature du locuteur", "illocution": "Acte illocutoire",
           "organisation": "Au nom de", "about": "Au sujet de"},
}  # fmt: skip
# Filters, and the names of the claims that they leave.
LISTS: Final = {
    "illocution=demand": ["dominique-demands", "dominique-refuses"],
    "illocution=demand&stance=asserts": ["dominique-demands"],
    "illocution=promise&actor=camille": ["camille-promises"],
    "kind=pseudonym": ["lectrice-asserts", "lectrice-warns"],
    "kind=group": ["readers-question"],
    "kind=organisation": ["firm-qualifies"],
    "organisation=firm": ["branch-asserts", "dominique-advises", "firm-qualifies"],
    "organisation=branch": ["branch-asserts"],
    "about=branch": ["branch-asserts", "dominique-advises", "firm-qualifies", "lectrice-warns"],
    "about=branch&kind=person": ["branch-asserts", "dominique-advises"],
    "about=by-law": ["camille-decides"],
    "about=quiet": ["camille-concedes"],
    "about=firm": [],
    "illocution=warning&kind=person": [],
}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service of claims of every illocution and kind of speaker."""
    root = tmp_path_factory.mktemp("facets") / "project"
    root.mkdir()
    library.create(root)
    with serving(Source(str(root))) as running:
        yield running


def listed(client: TestClient, query: str) -> dict[str, Any]:
    """Return a list as JSON."""
    answer = client.get(f"/claims.json?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def names(found: dict[str, Any]) -> list[str]:
    """Return the names of the claims of a list."""
    return sorted(each["iri"].rpartition("/")[2] for each in found["claims"])


@pytest.mark.parametrize("query", LISTS)
def test_filters_keep_what_they_say(invented: TestClient, query: str) -> None:
    """In each form of the list the same claims; one that has none is empty, and no mistake."""
    found = listed(invented, f"{query}&size=50")
    assert names(found) == LISTS[query]
    table = invented.get(f"/claims.csv?{query}&size=50").text.splitlines()[1:]
    assert len(table) == len(LISTS[query])
    for ending in ("ttl", "bib", "txt"):
        text = invented.get(f"/claims.{ending}?{query}&size=50").text
        assert [] == [name for name in LISTS[query] if name not in text]


def test_each_value_leads_to_as_many_as_stand_beside_it(invented: TestClient) -> None:
    """The number beside a value is that of its list, whatever the facet."""
    facets = listed(invented, "")["facets"]
    assert list(facets) == list(FACETS)
    for name in NEW:
        assert facets[name]
        for each in facets[name]:
            assert listed(invented, f"{name}={each['value']}")["total"] == each["count"] > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_has_the_facets_by_name(invented: TestClient, lang: str) -> None:
    """With links that work without a script, and values in the language of the page."""
    page = invented.get(f"/claims?lang={lang}", headers=HTML).text
    for name, title in TITLES[lang].items():
        heading = f'<h2 id="facet-{name}">{title}</h2>'
        assert page.count(heading) == 1
        section = page.partition(heading)[2].partition("</section>")[0]
        links = re.findall(r'href="(/claims\?[^"]*)">([^<]*)</a> <span class="count">', section)
        assert links
        address = links[0][0].replace("&amp;", "&")
        chosen = invented.get(address, headers=HTML)
        assert chosen.status_code == 200
        assert f"{title}" in text_of(chosen.text)
    words = {"en": ("person", "pseudonym", "demand", "warning"),
             "fr": ("personne", "pseudonyme", "demande", "mise en garde")}[lang]  # fmt: skip
    assert [] == [each for each in words if f">{each}</a>" not in page]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_found_says_which_filter_to_drop(invented: TestClient, lang: str) -> None:
    """How many there are without each; the list of all is one link away."""
    query = "illocution=warning&kind=person"
    found = listed(invented, query)
    assert found["total"] == 0
    assert found["without"] == {"illocution": 10, "kind": 1}
    page = invented.get(f"/claims?{query}&lang={lang}", headers=HTML).text
    drop = {"en": "Without “warning”", "fr": "Sans « mise en garde »"}[lang]
    assert drop in re.sub(r"\s", " ", text_of(page))
    (cleared,) = re.findall(r'href="([^"]*)">(?:Remove all filters|Enlever tous les filtres)', page)
    assert cleared == f"/claims?lang={lang}"


@pytest.mark.parametrize(
    ("query", "near"), [("kind=persons", "person"), ("illocution=demands", "demand"),
                        ("about=sensor", "sensors")],
)  # fmt: skip
def test_an_unknown_value_is_400_with_the_nearest(
    invented: TestClient, query: str, near: str
) -> None:
    """As with the other filters."""
    answer = invented.get(f"/claims.json?{query}")
    assert answer.status_code == 400
    assert near in answer.json()["detail"]


def test_the_description_of_the_api_knows_them(invented: TestClient) -> None:
    """Each with what it is, the kinds of speakers one by one."""
    for lang in LANGUAGES:
        paths = invented.get(f"/openapi.json?lang={lang}").json()["paths"]
        offered = {each["name"]: each for each in paths["/claims"]["get"]["parameters"]}
        for name in NEW:
            assert TITLES[lang][name] in offered[name]["description"]
        kinds = ["person", "organisation", "group", "pseudonym"]
        assert offered["kind"]["schema"]["enum"] == kinds


def test_the_page_of_an_organisation_has_what_its_parts_say(invented: TestClient) -> None:
    """Who speaks for a part speaks for the whole."""
    for name, expected in (("firm", 3), ("regional", 1), ("branch", 1)):
        page = invented.get(f"/doc/actor/{name}?lang=en", headers=HTML).text
        spoke = page.partition('<h2 id="spoke">')[2].partition("</section>")[0]
        assert spoke.count('class="claim-card"') == expected

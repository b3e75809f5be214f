"""What claims do, on whose word things are known, what is planned, and what sources get wrong."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Final

import pytest

import library
from hdhgraph.engine.protocol import Source
from projects import serving, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient

HTML: Final = {"accept": "text/html"}
LANGUAGES: Final = ("fr", "en")
# What claims do that are more than plain assertions.
DOING: Final = {
    "camille-denies": ("nie", "denies"),
    "camille-promises": ("promet", "promises"),
    "camille-decides": ("décide", "decides"),
    "camille-concedes": ("concède", "concedes"),
    "dominique-demands": ("demande", "demands"),
    "dominique-refuses": ("demande qu'il n'en soit rien", "demands that this not be so"),
    "dominique-regrets": ("regrette", "regrets"),
    "dominique-regrets-not": ("regrette qu'il n'en soit rien", "regrets that this is not so"),
    "lectrice-warns": ("avertit", "warns"),
    "lectrice-asserts": ("affirme", "asserts"),
}
SPEAKERS: Final = {
    "camille": "Camille Exemple", "dominique": "Dominique Modèle", "lectrice12": "lectrice12",
}  # fmt: skip
SENTENCES: Final = {
    "removed-soon": ("Les capteurs seront retirés.", "The sensors will be removed."),
    "should-be-removed": ("Les capteurs devraient être retirés.", "The sensors should be removed."),
}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service of the invented library."""
    root = tmp_path_factory.mktemp("told") / "project"
    root.mkdir()
    library.create(root)
    with serving(Source(str(root))) as running:
        yield running


def page(client: TestClient, address: str, lang: str) -> str:
    """Return what readers see of a page, with one kind of space and apostrophe."""
    mark = "&" if "?" in address else "?"
    answer = client.get(f"{address}{mark}lang={lang}", headers=HTML)
    assert (address, 200) == (address, answer.status_code)
    return plain(text_of(answer.text))


def plain(text: str) -> str:
    """Return a text with one kind of space and apostrophe."""
    return re.sub(r"\s+", " ", text).replace("\u2019", "'")


def stances(markup: str) -> list[str]:
    """Return what the claims of a page do, in its order."""
    found = re.findall(r'<span class="stance [a-z]*">(.*?)</span>', markup, re.DOTALL)
    return [plain(html.unescape(each)).strip() for each in found]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_says_what_each_speaker_does(invented: TestClient, lang: str) -> None:
    """On the page, in the table, in JSON, in citations."""
    number = LANGUAGES.index(lang)
    markup = invented.get(f"/claims?size=50&lang={lang}", headers=HTML).text
    hits = re.findall(r'<li data-claim="[^"]*/([^"/]*)">(.*?)</li>', markup, re.DOTALL)
    shown = {name: stances(hit)[0] for name, hit in hits}
    for name, words in DOING.items():
        assert shown[name] == words[number]
    rows = invented.get(f"/claims.json?size=50&lang={lang}").json()["claims"]
    for row in rows:
        act = library.CLAIMS[row["iri"].rpartition("/")[2]][3]
        assert (row.get("illocution") or {"iri": ""})["iri"].rpartition("/")[2] == act
    head, *table = invented.get(f"/claims.csv?size=50&lang={lang}").text.splitlines()
    assert head.endswith(",asOfGroup,illocution,illocutionLabel")
    labels = {"fr": "demande", "en": "demand"}
    assert sum(line.endswith(f"illocution/demand,{labels[lang]}") for line in table) == 2
    cited = plain(invented.get(f"/claims.txt?size=50&lang={lang}").text)
    for name, words in DOING.items():
        speaker = SPEAKERS[library.CLAIMS[name][0]]
        assert f"{speaker} {words[number]}" in cited


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DOING)
def test_every_form_of_a_claim_says_what_the_speaker_does(
    invented: TestClient, name: str, lang: str
) -> None:
    """The page, its card, what a machine reads in it, citation, annotation, nanopublication."""
    number = LANGUAGES.index(lang)
    words, speaker = DOING[name][number], SPEAKERS[library.CLAIMS[name][0]]
    shown = page(invented, f"/doc/claim/{name}", lang)
    markup = invented.get(f"/doc/claim/{name}?lang={lang}", headers=HTML).text
    assert f"{speaker} {words}" in shown
    assert stances(markup)[0] == words
    assert f"{speaker} {words}" in plain(invented.get(f"/claim/{name}/citation?lang={lang}").text)
    for form in ("annotation", "schema", "nanopub"):
        text = invented.get(f"/claim/{name}/{form}").text
        assert f"{speaker} {words}" in plain(text.encode().decode())
        assert ("/illocution/" in text) == bool(library.CLAIMS[name][3])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    ["/doc/actor/dominique", "/doc/proposition/should-be-removed", "/doc/source/article",
     "/doc/system/sensors", "/search?q=mots&kind=claim",
     "/compare?left=actor/dominique&right=actor/camille"],
)  # fmt: skip
def test_pages_of_things_say_it(invented: TestClient, address: str, lang: str) -> None:
    """Wherever a claim is shown, also beside others."""
    number = LANGUAGES.index(lang)
    mark = "&" if "?" in address else "?"
    markup = invented.get(f"{address}{mark}lang={lang}", headers=HTML).text
    assert DOING["dominique-demands"][number] in stances(markup)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_feeds_and_pictures_say_it(invented: TestClient, lang: str) -> None:
    """In their sentences; a legend has the stances alone."""
    number = LANGUAGES.index(lang)
    titles = [each["title"] for each in invented.get(f"/feed.json?lang={lang}").json()["items"]]
    expected = f"Camille Exemple {DOING['camille-promises'][number]}"
    assert [each for each in titles if plain(each).startswith(expected)]
    for kind in ("matrix", "map"):
        drawn = plain(html.unescape(invented.get(f"/pictures/{kind}.svg?lang={lang}").text))
        assert f"Camille Exemple · {DOING['camille-promises'][number]}" in drawn

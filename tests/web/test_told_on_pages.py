"""What claims do, on whose word things are known, what is planned, and what sources get wrong."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import TYPE_CHECKING, Final

import pytest
from projects import serving, text_of

import library
from hdhgraph.engine.protocol import Source

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
    text = invented.get(f"/claims.csv?size=50&lang={lang}").text
    table = list(csv.DictReader(io.StringIO(text)))
    demands = [row for row in table if row["illocution"].endswith("/demand")]
    label = {"fr": "demande", "en": "demand"}[lang]
    assert [row["illocutionLabel"] for row in demands] == [label] * 2
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


WORDS: Final = {
    "fr": {"planned": "prévu", "dominique": "selon Dominique Modèle",
           "camille": "selon Camille Exemple", "alix": "selon Alix Type"},
    "en": {"planned": "planned", "dominique": "according to Dominique Modèle",
           "camille": "according to Camille Exemple", "alix": "according to Alix Type"},
}  # fmt: skip
# What is only planned, or known from one speaker alone, and what a text says in its own name.
TOLD: Final = {
    "event/removal": "planned",
    "event/visit": "dominique",
    "event/meeting": "",
    "membership/adviser": "camille",
    "membership/presidency": "",
    "certification/quiet": "alix",
    "system/sensors": "",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TOLD)
def test_the_page_of_a_thing_says_on_whose_word_it_is_known(
    invented: TestClient, name: str, lang: str
) -> None:
    """And that it is planned, until one place says that it has happened."""
    markup = invented.get(f"/doc/{name}?lang={lang}", headers=HTML).text
    found = re.findall(r'<p class="told"><strong>(.*?)</strong></p>', markup)
    words = WORDS[lang].get(TOLD[name], "")
    assert [plain(html.unescape(each)) for each in found] == (
        [f"{words[:1].upper()}{words[1:]}."] if words else []
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_events_and_roles_on_pages_say_it(invented: TestClient, lang: str) -> None:
    """On the pages of who takes part, beside the name of each."""
    words = WORDS[lang]
    removal, visit, meeting, adviser = {
        "fr": ("retrait des capteurs", "visite de la bibliothèque", "séance du conseil", "conseil"),
        "en": ("removal of the sensors", "visit to the library", "meeting of the council",
               "adviser"),
    }[lang]  # fmt: skip
    council = page(invented, "/doc/actor/council", lang)
    assert f"{removal} ({words['planned']})" in council
    assert f"{visit} ({words['dominique']})" in council
    assert f"{meeting} (" not in council
    for address in ("/doc/actor/dominique", "/doc/actor/firm"):
        assert f"({words['camille']})" in page(invented, address, lang)
    assert f"({words['dominique']})" not in page(invented, "/doc/actor/camille", lang)
    assert adviser in page(invented, "/doc/actor/dominique", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("actor", ["council", "firm"])
def test_events_come_by_their_first_day_and_are_told_apart_as_of_a_day(
    invented: TestClient, actor: str, lang: str
) -> None:
    """What may be earlier than all comes last; what may be later than the day is not left out."""
    names = {
        "visit": {"fr": "visite de la bibliothèque", "en": "visit to the library"},
        "removal": {"fr": "retrait des capteurs", "en": "removal of the sensors"},
        "order": {"fr": "commande des capteurs", "en": "order of the sensors"},
    }
    unsure = {"fr": ("peut-être après le 1er juin 2025", "ordre inconnu", "peut-être après le 10"),
              "en": ("perhaps after 1 June 2025", "order unknown", "perhaps after 10")}  # fmt: skip

    def events(day: str) -> str:
        markup = invented.get(f"/doc/actor/{actor}?lang={lang}&asOf={day}", headers=HTML).text
        return plain(text_of(markup.partition('<h2 id="events">')[2].partition("</section>")[0]))

    later, unknown, within = unsure[lang]
    found = events("")
    places = [found.index(names[name][lang]) for name in ("visit", "removal", "order")]
    assert places == sorted(places)
    assert later not in found
    assert f"{WORDS[lang]['planned']}, {later}" in events("2025-06-01")
    assert unknown not in events("2025-06-01").partition(names["order"][lang])[0]
    early = events("2021-04-10")
    assert names["removal"][lang] not in early
    assert within in early.partition(names["visit"][lang])[2].partition(names["order"][lang])[0]
    assert unknown in early.partition(names["order"][lang])[2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_capacity_says_it_beside_its_speaker(invented: TestClient, lang: str) -> None:
    """In lists, cards, comparisons, feeds, search and every form of the claim."""
    note, name = WORDS[lang]["camille"], "dominique-advises"
    for address in (
        "/claims?actor=dominique", "/doc/actor/dominique", f"/doc/claim/{name}",
        "/compare?left=actor/dominique&right=actor/camille", "/search?q=dominique-advises",
        "/search?q=mots&kind=claim",
    ):  # fmt: skip
        assert note in page(invented, address, lang)
    feed = [
        each["content_text"] for each in invented.get(f"/feed.json?lang={lang}").json()["items"]
    ]
    assert [each for each in feed if note in plain(each)]
    assert note in plain(invented.get(f"/claim/{name}/citation?lang={lang}").text)
    for ending in ("bib", "ris", "txt", "csl.json"):
        text = invented.get(f"/claims.{ending}?actor=dominique&lang={lang}").text
        assert note in plain(text.replace("{\\`e}", "è").replace("Mod{\\`e}le", "Modèle"))
    for form in ("schema", "annotation"):
        member = invented.get(f"/claim/{name}/{form}").json()
        capacity = (member.get("body") or [member])[0]["hg:inCapacity"]
        assert [each["@id"][-7:] for each in capacity["hg:accordingTo"]] == ["camille"]
    assert "accordingTo" in invented.get(f"/claim/{name}/nanopub").text
    (row,) = [
        each
        for each in invented.get(f"/claims.json?actor=dominique&lang={lang}").json()["claims"]
        if each["iri"].endswith(name)
    ]
    assert [each["label"] for each in row["capacityAccordingTo"]] == ["Camille Exemple"]
    other = invented.get("/claim/camille-denies/schema").json()["hg:inCapacity"]
    assert "hg:accordingTo" not in other


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_timeline_says_it(invented: TestClient, lang: str) -> None:
    """In the drawing and in the table."""
    words = WORDS[lang]
    names = {
        "fr": ("retrait des capteurs", "visite de la bibliothèque"),
        "en": ("removal of the sensors", "visit to the library"),
    }[lang]
    drawn = plain(html.unescape(invented.get(f"/pictures/timeline.svg?lang={lang}").text))
    table = page(invented, "/pictures/timeline", lang)
    for name, note in zip(names, (words["planned"], words["dominique"]), strict=True):
        assert f"{name} ({note})" in table
        assert f"{name} ({note})" in drawn
    meeting = {"fr": "séance du conseil", "en": "meeting of the council"}[lang]
    assert meeting in table
    assert f"{meeting} (" not in table


def test_the_rdf_says_it(invented: TestClient) -> None:
    """The places of a thing come with the speaker, the status and what they get wrong."""
    for name, term in (("event/visit", "accordingTo"), ("event/removal", "eventStatus"),
                       ("claim/camille-denies", "discrepancy")):  # fmt: skip
        assert f"ont#{term}>" in invented.get(f"/doc/{name}.nt").text
    listed = invented.get("/claims.nt?actor=camille").text
    assert "It has \u201ccensors\u201d where the article has sensors." in listed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_source_gets_wrong_stands_beside_the_words(invented: TestClient, lang: str) -> None:
    """On the page of the claim and of the translation, and nowhere beside the original's words."""
    wrong = {
        "fr": "Erreur de traduction : Elle porte « censeurs » là où l'article parle de capteurs.",
        "en": "Mistranslation: It has “censors” where the article has sensors.",
    }[lang]
    assert wrong in page(invented, "/doc/claim/camille-denies", lang)
    markup = invented.get(f"/doc/claim/camille-denies?lang={lang}", headers=HTML).text
    (place,) = [
        each
        for each in re.findall(r'<article class="claim-card">.*?</article>', markup, re.DOTALL)
        if "discrepancy" in each
    ]
    assert "censors follow" in place
    assert wrong in page(invented, "/doc/source/translation", lang)
    assert wrong not in page(invented, "/doc/source/article", lang)
    assert wrong not in page(invented, "/doc/claim/lectrice-asserts", lang)
    note = wrong[1:]
    cited = plain(invented.get(f"/claim/camille-denies/citation?lang={lang}").text)
    assert note not in cited  # its first place is the original
    for form in ("schema", "annotation"):
        text = json.dumps(invented.get(f"/claim/camille-denies/{form}").json(), ensure_ascii=False)
        assert "It has “censors” where the article has sensors." in text
        assert "discrepancykind/mistranslation" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_source_itself_gets_wrong_has_its_places(invented: TestClient, lang: str) -> None:
    """In a section of its page, with characters."""
    markup = invented.get(f"/doc/source/article?lang={lang}", headers=HTML).text
    section = markup.partition('<h2 id="flaws">')[2].partition("</section>")[0]
    words, place = {
        "fr": ("Incohérence : L'article compte dix capteurs, puis douze.", "caractères 700 à 720"),
        "en": ("Inconsistency: The article counts ten sensors, then twelve.",
               "characters 700 to 720"),
    }[lang]  # fmt: skip
    assert words in plain(text_of(section))
    assert place in plain(text_of(section))
    assert 'id="flaws"' not in invented.get(f"/doc/source/notice?lang={lang}", headers=HTML).text

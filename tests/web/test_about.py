"""The page about the graph: method, limits, curators, corrections, people, sources, licences."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.errors import ProjectError
from hdhgraph.project.about import read_about
from hdhgraph.project.config import Settings
from hdhgraph.web.serving.app import Content, create_app
from hdhgraph.web.site.about import SECTION_KEYS, contact_link
from waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

HTML = {"accept": "text/html"}
LANGUAGES = ("fr", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_lead_to_every_section(client: TestClient, lang: str) -> None:
    """Each section has a heading that the table of contents links to, in both languages."""
    page = client.get(f"/about?lang={lang}", headers=HTML).text
    listed = re.findall(r'<li><a href="#(\w+)">', page)
    assert tuple(listed) == tuple(SECTION_KEYS)
    assert re.findall(r'<h2 id="(\w+)">', page) == listed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_are_in_order(client: TestClient, lang: str) -> None:
    """There is one h1, and no level is skipped."""
    levels = [int(n) for n in re.findall(r"<h(\d)", client.get(f"/about?lang={lang}").text)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_who_curates_is_what_the_project_states(client: TestClient) -> None:
    """The publisher, the licence and the edition are those of hdhgraph.toml."""
    page = client.get("/about?lang=en", headers=HTML).text
    assert "published by: hdhgraph contributors." in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page
    assert client.get("/health").json()["data"] in page


@pytest.mark.parametrize(
    ("lang", "told"),
    [("fr", "n\u2019indique aucun contact"), ("en", "states no contact")],
)
def test_without_a_contact_the_page_says_so(client: TestClient, lang: str, told: str) -> None:
    """No channel is invented where the project states none."""
    page = client.get(f"/about?lang={lang}", headers=HTML).text
    assert told in page
    assert "mailto:" not in page


def test_sources_are_held_or_not(client: TestClient) -> None:
    """The five texts that were read are named as held, and what they tell of as not held."""
    page = client.get("/about?lang=en", headers=HTML).text
    held, parts, absent = re.split(r"<h3>", page)[1:4]
    assert held.startswith("Texts held (5)")
    assert held.count("<li>") == 5
    assert "/doc/source/developpez-comment-wokati?lang=en" in parts
    assert absent.startswith("Sources not held (18)")
    assert "/doc/source/klaba-tweet?lang=en" in absent


def project(root: Path, about: str) -> Path:
    """Write an example project of one triple."""
    root.mkdir()
    (root / "hdhgraph.toml").write_text(f"[project]\n{about}\n", encoding="utf-8")
    for name in ("data", "ontology", "queries", "shapes"):
        (root / name).mkdir()
    (root / "data" / "one.ttl").write_text(
        "<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n", encoding="utf-8"
    )
    return root


def page_of(root: Path, path: str = "/about?lang=en") -> str:
    """Return a page of a service over a project."""
    source = Source(str(root))
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    content = Content(source, root / "queries", "x", modified=1_600_000_000)
    with TestClient(create_app(Settings(timeout=PATIENCE), content, engine)) as running:
        answer = running.get(path, headers=HTML)
    engine.close()
    assert answer.status_code == 200
    return answer.text


def test_a_contact_that_is_stated_is_shown(tmp_path: Path) -> None:
    """`contact` in [project] is where to ask, and its words are not repaired."""
    page = page_of(project(tmp_path / "x", 'contact = "corrections@example.org"'))
    assert '<a href="mailto:corrections@example.org">corrections@example.org</a>' in page
    assert "states no contact" not in page
    assert "does not state who publishes it" in page


@pytest.mark.parametrize("path", ["/balance", "/compare", "/feed.atom", "/feed/changes.json"])
def test_a_graph_without_claims_has_the_pages_too(tmp_path: Path, path: str) -> None:
    """Another project, without claims or canned queries, is told that there is nothing."""
    page = page_of(project(tmp_path / "y", 'name = "example"'), path)
    assert "example" in page or "Ce jeu de données" in page


def test_a_feed_without_an_edition_is_of_the_day_of_its_files(tmp_path: Path) -> None:
    """Where the project states no date, `updated` is when the newest file was written."""
    feed = page_of(project(tmp_path / "z", 'name = "example"'), "/feed.atom")
    assert "<updated>2020-09-13T12:26:40Z</updated>" in feed


def test_a_contact_is_text(tmp_path: Path) -> None:
    """A contact of another kind is refused with the file and the key."""
    with pytest.raises(ProjectError, match="contact"):
        read_about(project(tmp_path / "x", "contact = 7"))


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("https://example.org/contact", "https://example.org/contact"),
        ("a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", ""),
        ("write to us @ example.org", ""),
        ("", ""),
    ],
)
def test_only_pages_and_mail_are_links(contact: str, href: str) -> None:
    """What is neither the address of a page nor of mail stays text."""
    assert contact_link(contact) == href

"""Receipts over HTTP: asked for, asked again, cited, and told from forgeries."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import rispy
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.i18n.messages import LANGUAGES
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import find_project
from hdhgraph.sparql.canned import read_queries
from hdhgraph.sparql.receipts import Receipt
from hdhgraph.web.queries.receipts import receipt_address
from hdhgraph.web.serving.app import Content, create_app
from live_server import live_server, write_example
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hdhgraph.project.layout import Project

ASKED = "/queries/who-said-what/receipt?topic=cloud-act"
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def token(client: TestClient) -> str:
    """The receipt of who said what about the Cloud Act."""
    return token_of(client, ASKED)


def token_of(client: TestClient, address: str) -> str:
    """Return the token that an answer's receipt address leads to."""
    response = client.get(address, follow_redirects=False)
    assert response.status_code == 303, response.text
    found = re.fullmatch(r"/receipt/([A-Za-z0-9_-]+)(\?lang=\w\w)?", response.headers["location"])
    assert found is not None
    return found[1]


def test_an_answer_names_where_its_receipt_is(client: TestClient) -> None:
    """Every answer has a `cite-as` link with its own parameters, and the page a box."""
    for headers in ({}, {"accept": "text/csv"}, HTML):
        response = client.get("/queries/who-said-what?topic=hds&format=", headers=headers)
        link = re.search(r'<(/queries/who-said-what/receipt\?[^>]*)>; rel="cite-as"',
                         response.headers["link"])  # fmt: skip
        assert link is not None
        assert "topic=hds" in link[1]
        assert token_of(client, link[1])
    page = client.get("/queries/who-said-what?topic=hds&lang=en", headers=HTML).text
    assert 'href="/queries/who-said-what/receipt?topic=hds&amp;lang=en"' in page
    assert "Cite this answer" in page


def test_ways_to_ask_are_one_receipt(client: TestClient, token: str) -> None:
    """Format, page, order and spelling make no other receipt; another language of labels does."""
    for address in (
        "/queries/who-said-what/receipt",
        "/queries/who-said-what/receipt?lang=fr&topic=topic:cloud-act&format=csv&page=2&size=3",
        "/queries/who-said-what/receipt?topic=https://w3id.org/hdhgraph/vocab/topic/cloud-act",
    ):
        assert token_of(client, address) == token
    assert token_of(client, f"{ASKED}&lang=en") != token


def test_asked_again_it_is_the_same(client: TestClient, token: str) -> None:
    """Same data and same result, in JSON, with both states and the way to recompute."""
    told = client.get(f"/receipt/{token}").json()
    assert (told["outcome"], told["query"]) == ("same", "who-said-what")
    assert told["parameters"] == {"topic": "topic:cloud-act", "lang": "fr"}
    assert told["then"] == told["now"]
    assert told["then"]["rows"] == 23 or told["then"]["rows"] > 15
    assert set(told["message"]) == set(LANGUAGES)


@pytest.mark.nightly
def test_the_digest_is_that_of_the_answer(client: TestClient, project: Project) -> None:
    """For every canned query, the digest is that of the sorted lines of the address it names."""
    asked = [
        query.slug
        for query in read_queries(project.queries).values()
        if all(each.default or not each.required for each in query.parameters)
    ]
    assert len(asked) > 20
    for slug in asked:
        told = client.get(f"/queries/{slug}/receipt").json()
        command = re.fullmatch(
            r"curl -s '?([^' ]+)'? \| LC_ALL=C sort( -u)? \| sha256sum", told["recompute"]
        )
        assert command is not None
        address = urlsplit(command[1])
        lines = client.get(f"{address.path}?{address.query}").content.splitlines(keepends=True)
        ordered = b"".join(sorted(set(lines) if command[2] else lines))
        assert told["now"]["result"] == f"sha256:{hashlib.sha256(ordered).hexdigest()}"
        assert told["outcome"] == "same"


def test_the_command_gives_the_digest_at_a_shell(tmp_path: Path) -> None:
    """The very command that a receipt names, run by a shell against a running server."""
    curl, bash = shutil.which("curl"), shutil.which("bash")
    if curl is None or bash is None:
        pytest.skip("There is no curl or no bash here: the digest is tested without them above.")
    with live_server(write_example(tmp_path)) as server:
        reply = server.get("/queries/timeline/receipt")
        assert reply.status == 303
        told = server.get(reply.headers["location"]).json()
        done = subprocess.run(
            [bash, "-c", told["recompute"]], capture_output=True, check=True, timeout=PATIENCE
        )
    assert f"sha256:{done.stdout.split()[0].decode()}" == told["now"]["result"]


@pytest.mark.parametrize(
    ("changed", "outcome", "says"),
    [
        ({"dataset": "0" * 64}, "unchanged", "the result is the same"),
        ({"dataset": "0" * 64, "result": "0" * 64, "rows": 7}, "changed", "7 rows then"),
        ({"result": "0" * 64}, "mismatch", "altered"),
        ({"rows": 1}, "mismatch", "altered"),
        ({"query": "gone"}, "unanswerable", "no canned query named “gone”"),
        ({"parameters": (("topic", "gone"),)}, "unanswerable", "not a value of “topic”"),
        ({"parameters": (("other", "x"),)}, "unanswerable", "no parameter “other”"),
    ],
)
def test_what_has_changed_is_told(
    client: TestClient, token: str, changed: dict[str, object], outcome: str, says: str
) -> None:
    """Older data, a changed result, a forgery and a vanished question are told apart."""
    other = replace(Receipt.read(token), **changed).token()
    told = client.get(f"/receipt/{other}").json()
    assert told["outcome"] == outcome
    assert says in told["message"]["en"]
    page = client.get(f"/receipt/{other}?lang=en", headers=HTML)
    assert page.status_code == 200
    assert f"outcome-{outcome}" in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_in_both_languages(client: TestClient, token: str, lang: str) -> None:
    """The page says the outcome, both digests and the citation, and links to each format."""
    page = client.get(f"/receipt/{token}.html?lang={lang}")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{lang}">' in page.text
    assert client.get(f"/receipt/{token}").json()["message"][lang] in page.text
    assert page.text.count(Receipt.read(token).result) >= 3
    for ending in ("bib", "ris", "csl.json", "txt"):
        assert f'href="/receipt/{token}.{ending}?lang={lang}"' in page.text


@pytest.mark.parametrize("ending", ["bib", "ris", "csl.json", "txt"])
def test_a_receipt_is_cited(client: TestClient, token: str, ending: str) -> None:
    """Each citation has the query's summary, the parameters, the edition and the receipt."""
    response = client.get(f"/receipt/{token}.{ending}?lang=en")
    assert response.status_code == 200
    assert "Who said what about a topic, by date (topic = topic:cloud-act" in response.text
    assert f"receipt/{token}" in response.text
    assert Receipt.read(token).result in response.text
    assert "2026" in response.text
    by_type = client.get(
        f"/receipt/{token}?lang=en",
        headers={"accept": response.headers["content-type"].partition(";")[0]},
    )
    assert by_type.text == response.text


def test_a_citation_has_the_edition_that_answered(client: TestClient, token: str) -> None:
    """The year is that of the data cited, not that of the data served or of the reader."""
    older = replace(Receipt.read(token), dataset="0" * 64, edition="2019-03-02").token()
    (item,) = client.get(f"/receipt/{older}.csl.json").json()
    assert item["issued"] == {"date-parts": [[2019, 3, 2]]}
    assert "accessed" not in item
    (record,) = rispy.loads(client.get(f"/receipt/{older}.ris").text)
    assert record["year"] == "2019"


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/receipt/AAAA", 400, "This is no receipt"),
        ("/receipt/%F0%9F%98%80", 400, "This is no receipt"),
        ("/receipt/AAAA.docx", 400, "docx"),
        ("/receipt/", 404, "nothing"),
        ("/queries/nothing/receipt", 404, "no canned query"),
        ("/queries/who-said-what/receipt?topic=a&topic=b", 400, "twice"),
        ("/queries/who-said-what/receipt?topci=hds", 400, "topci"),
        ("/queries/who-said-what/receipt?topic=nothing", 400, "topic"),
    ],
)
def test_what_cannot_be_is_one_problem(
    client: TestClient, address: str, status: int, says: str
) -> None:
    """A damaged token and a wrong question are told what is wrong, in one sentence or two."""
    response = client.get(address, follow_redirects=False)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert says in response.json()["detail"]


def test_head_and_validation(client: TestClient, token: str) -> None:
    """HEAD has the headers of GET, and a kept receipt is validated by its ETag."""
    got, head = (client.request(each, f"/receipt/{token}") for each in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    again = client.get(f"/receipt/{token}", headers={"if-none-match": got.headers["etag"]})
    assert again.status_code == 304


def test_an_address_too_long_for_a_request_is_no_link() -> None:
    """No header grows without bound."""
    assert receipt_address("q", {"text": "x" * 9000}) == ""
    assert receipt_address("q é/", {"a": "b>c", "d": ""}) == (
        "/queries/q%20%C3%A9%2F/receipt?a=b%3Ec"
    )


QUERY = """#+ summary: Things "quoted" </script>
#+ summary_fr: Choses « citées » }
#+ description: Example
#+ description_fr: Exemple
SELECT ?s WHERE { ?s a <http://e.org/Thing> } ORDER BY ?s
"""
PLANTED = {
    "blank": "SELECT ?s WHERE { ?s a <http://e.org/Nobody> }",
    "volatile": "SELECT (NOW() AS ?now) WHERE { }",
    "large": "SELECT ?s ?x WHERE { ?s <http://e.org/large> ?x }",
    "graph": "CONSTRUCT { ?s a <http://e.org/Thing> } WHERE { ?s a <http://e.org/Thing> }",
    "boolean": "ASK { ?s a <http://e.org/Thing> }",
}


@contextlib.contextmanager
def serving(root: Path) -> Iterator[TestClient]:
    """Serve a project in a folder, with a real engine."""
    project = find_project(root, root)
    source = Source(str(project.root))
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    content = Content(source, project.queries, project.version(), edition=project.edition)
    try:
        with TestClient(create_app(Settings(timeout=PATIENCE), content, engine)) as running:
            yield running
    finally:
        engine.close()


def write_project(root: Path, edition: str, *things: str) -> None:
    """Write an invented project of some things, with queries that each have a catch."""
    for folder in ("data", "ontology", "queries"):
        (root / folder).mkdir(exist_ok=True)
    (root / "hdhgraph.toml").write_text(
        f'[project]\nname = "example"\nversion = "{edition}"\n', encoding="utf-8"
    )
    lines = [f"<http://e.org/{thing}> a <http://e.org/Thing> ." for thing in things]
    lines += ["[] a <http://e.org/Nobody> ."]
    lines += [f'<http://e.org/{n}> <http://e.org/large> "{"x" * 100_000}" .' for n in range(25)]
    (root / "data" / "example.ttl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "queries" / "things.rq").write_text(QUERY, encoding="utf-8")
    header = QUERY.partition("SELECT")[0]
    for name, text in PLANTED.items():
        (root / "queries" / f"{name}.rq").write_text(f"{header}{text}\n", encoding="utf-8")


def test_a_receipt_outlives_the_data(tmp_path: Path) -> None:
    """Served with other data, a receipt tells whether the answer is still the same."""
    write_project(tmp_path, "2020-01-01", "a", "b")
    with serving(tmp_path) as first:
        token = token_of(first, "/queries/things/receipt")
        assert first.get(f"/receipt/{token}").json()["outcome"] == "same"
        for name, says in (
            ("blank", "blank nodes"), ("volatile", "each time"), ("large", "larger than"),
        ):  # fmt: skip
            response = first.get(f"/queries/{name}/receipt")
            assert (response.status_code, says in response.json()["detail"]) == (400, True)
        for name, rows in (("graph", 2), ("boolean", 1)):
            told = first.get(f"/queries/{name}/receipt").json()
            assert (told["outcome"], told["now"]["rows"]) == ("same", rows)
            assert ("sort -u" in told["recompute"]) == (name == "graph")
        page = first.get(f"/receipt/{token}?lang=en", headers=HTML).text
        assert "</script>" not in page
        assert json.loads(first.get(f"/receipt/{token}.csl.json?lang=en").text)[0]["title"] == (
            'Things "quoted" </script>'
        )
    write_project(tmp_path, "2021-01-01", "b", "a")
    with serving(tmp_path) as second:
        told = second.get(f"/receipt/{token}").json()
        assert told["outcome"] == "unchanged"
        assert (told["then"]["edition"], told["now"]["edition"]) == ("2020-01-01", "2021-01-01")
    write_project(tmp_path, "2022-01-01", "a", "b", "c")
    with serving(tmp_path) as third:
        told = third.get(f"/receipt/{token}").json()
        assert told["outcome"] == "changed"
        assert (told["then"]["rows"], told["now"]["rows"]) == (2, 3)
        (tmp_path / "queries" / "things.rq").unlink()
    with serving(tmp_path) as fourth:
        told = fourth.get(f"/receipt/{token}").json()
        assert (told["outcome"], told["now"], told["recompute"]) == ("unanswerable", None, "")
        assert fourth.get(f"/receipt/{token}.bib").status_code == 200

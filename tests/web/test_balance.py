"""The page about the balance of the graph, and what it does not know."""

from __future__ import annotations

import asyncio
import html
import re
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.errors import QueryStoppedError
from hdhgraph.project.config import Settings
from hdhgraph.web.claims.comparison.balance import Bar, bars
from hdhgraph.web.service.kept_answers import KeptAnswers
from hdhgraph.web.service.service import Asker
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from httpx2 import Response

    from hdhgraph.project.layout import Project

HTML = {"accept": "text/html"}
QUERIES = [
    "stances-by-proposition",
    "claims-by-source",
    "claims-by-month",
    "first-hand-and-second-hand",
    "single-source-actors",
    "source-coverage",
]


@pytest.fixture(scope="module")
def page(client: TestClient) -> str:
    """The page in English."""
    answer = client.get("/balance?lang=en", headers=HTML)
    assert answer.status_code == 200
    return answer.text


def section(page: str, name: str) -> str:
    """Return a section of the page, with its text as people read it."""
    found = re.search(rf'<h2 id="{name}">.*?(?=<h2 |</main>)', page, re.DOTALL)
    assert found is not None
    return html.unescape(found.group())


def answer_of(client: TestClient, query: str) -> list[dict[str, dict[str, str]]]:
    """Return the solutions of a canned query."""
    rows: list[dict[str, dict[str, str]]] = client.get(f"/queries/{query}.json?lang=en").json()[
        "results"
    ]["bindings"]
    return rows


@pytest.mark.parametrize("query", QUERIES)
def test_each_table_leads_to_its_data(client: TestClient, page: str, query: str) -> None:
    """Under each table is the canned query that it comes from, as a page and as CSV."""
    for address in (f"/queries/{query}?lang=en", f"/queries/{query}.csv?lang=en"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_stances_are_those_of_the_query(client: TestClient, page: str) -> None:
    """The first proposition has the numbers of the query, as text beside the bar."""
    first = answer_of(client, "stances-by-proposition")[0]
    row = section(page, "stances").split("<tr>")[2]
    names = ("asserting", "denying", "qualifying", "questioning", "speakers", "texts")
    numbers = re.findall(r"<td>(\d+)</td>", row)
    assert numbers == [first[name]["value"] for name in names]


def test_sources_say_whether_they_are_held(client: TestClient, page: str) -> None:
    """Each source of the query has a row, and those that are not held are marked."""
    rows, shown = answer_of(client, "claims-by-source"), section(page, "source")
    assert shown.count("<tr>") == len(rows) + 1
    absent = [each for each in rows if each["held"]["value"] == "false"]
    assert shown.count("<small>not held</small>") == len(absent) > 0


def test_months_are_summed_over_stances(client: TestClient, page: str) -> None:
    """A month has all claims of the query in it, and those without one are counted last."""
    rows, shown = answer_of(client, "claims-by-month"), section(page, "month")
    sums: dict[str, int] = {}
    for each in rows:
        month = each.get("month", {"value": ""})["value"]
        sums[month] = sums.get(month, 0) + int(each["claims"]["value"])
    found = [int(each) for each in re.findall(r"</svg></td><td>(\d+)</td>", shown)]
    ordered = sorted(sums, key=lambda month: (not month, month))
    assert found == [sums[month] for month in ordered]
    assert "unknown month" in shown.split("<tr>")[-1]


def test_hands_add_up_to_all_claims(client: TestClient, page: str) -> None:
    """Every claim is of one hand."""
    total = len(answer_of(client, "first-hand-and-second-hand"))
    counts = re.findall(rf"<td>(\d+) of {total}</td>", section(page, "hand"))
    assert sum(map(int, counts)) == total
    assert len(counts) == 3


def test_who_is_heard_in_one_text_alone_is_named(client: TestClient, page: str) -> None:
    """The speakers of the query stand by their text, with the number of all speakers."""
    rows, shown = answer_of(client, "single-source-actors"), section(page, "single")
    assert f"{len(rows)} of 39 speakers" in shown
    for each in rows:
        assert each["speakerLabel"]["value"] in shown


def test_what_is_not_known_is_counted_and_named(client: TestClient, page: str) -> None:
    """Undated claims, works not held, speakers without capacity, one-sided topics, with a query."""
    shown = section(page, "unknown")
    counts = [int(each) for each in re.findall(r"<h3>[^<]*\((\d+)\)</h3>", shown)]
    assert counts[:2] == [0, 18]
    assert counts[2] > 0
    assert counts[3] > 0
    addresses = re.findall(r'href="(/sparql[^"]+)"', shown)
    for count, address in zip(counts, addresses, strict=True):
        query = parse_qs(urlsplit(address).query)["query"][0]
        answer = client.get("/sparql", params={"query": query, "format": "json"})
        assert answer.status_code == 200
        assert bool(answer.json()["results"]["bindings"]) == bool(count)


def test_a_topic_with_a_contradiction_is_not_one_sided(client: TestClient, page: str) -> None:
    """Topics that are listed have no contradicted claim; those of the others are left out."""
    shown = section(page, "unknown").split("<section>")[4]
    listed = set(re.findall(r"/vocab/topic/([\w-]+)\?", shown))
    disputed = {
        topic
        for topic in ("cloud-act", "decryption-keys", "contract", "secnumcloud")
        if answer_of_topic(client, topic)
    }
    assert {"cloud-act", "decryption-keys"} <= disputed
    assert {"contract", "secnumcloud"} <= listed
    assert disputed & listed == set()


def answer_of_topic(client: TestClient, topic: str) -> list[object]:
    """Return the contradictions on a topic."""
    answer = client.get(f"/queries/contradictions.json?lang=en&topic={topic}").json()
    rows: list[object] = answer["results"]["bindings"]
    return rows


def test_bars_are_stacked_and_bounded() -> None:
    """The parts of a bar follow each other, sum to its share of the longest, and none is empty."""
    assert bars([("asserts", 1), ("denies", 0), ("qualifies", 3)], 8) == [
        Bar("asserts", 0.0, 12.5),
        Bar("qualifies", 12.5, 37.5),
    ]
    assert bars([("asserts", 0)], 0) == []


def test_a_count_that_takes_too_long_is_said(project: Project) -> None:
    """The rest of the page is shown, and the answer is not kept; later the count is there."""
    engine = Engine.start(Source(str(project.root)), Limits(timeout=PATIENCE))
    content = Content(Source(str(project.root)), project.queries, "x")
    asked, slow = Asker.solutions, asyncio.Event()

    async def wait(asker: Asker, query: str) -> list[dict[str, str]]:
        if "?denying" in query:
            await slow.wait()
        return await asked(asker, query)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Asker, "solutions", wait)
        patched.setattr(KeptAnswers.answer, "__defaults__", (1.0,))
        with TestClient(create_app(Settings(timeout=PATIENCE), content, engine)) as running:
            first = with_table(running, "source")
            slow.set()
            second = with_table(running, "stances")
    engine.close()
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-store")
    assert "The count is not finished" in section(first.text, "stances")
    assert second.status_code == 200


def with_table(client: TestClient, name: str) -> Response:
    """Return the page as soon as a section of it has its table."""

    def asked() -> Response | None:
        page = client.get("/balance?lang=en", headers=HTML)
        return page if "<table" in section(page.text, name) else None

    return wait_until(asked, "a table")


def test_a_count_that_is_stopped_is_asked_again() -> None:
    """A query that a limit ended is no answer, and has another turn."""
    turns = []

    class Stopping:
        async def solutions(self, query: str) -> list[dict[str, str]]:
            turns.append(query)
            if len(turns) == 1:
                raise QueryStoppedError("timeout", "5", "It took too long.")
            return [{"x": "1"}]

    async def ask() -> list[dict[str, list[dict[str, str]] | None]]:
        counts = KeptAnswers(cast("Asker", Stopping()))
        return [await counts.answer({"a": "query"}) for _ in range(3)]

    assert asyncio.run(ask()) == [{"a": None}, {"a": [{"x": "1"}]}, {"a": [{"x": "1"}]}]
    assert turns == ["query", "query"]

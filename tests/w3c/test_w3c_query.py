"""The SPARQL 1.1 suite of the W3C, all that reads, over HTTP and beside the bare engine."""

from __future__ import annotations

import contextlib
import io
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient
from w3c_suite import (
    Case,
    expected,
    file_of,
    format_of,
    is_ordered,
    quads_of,
    read_answer,
    read_cases,
)

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.project.config import Settings
from hdhgraph.web.serving.app import Content, create_app
from sampling import sample
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
SUITE = HERE.parents[2] / "shared" / "w3c" / "sparql11"
CASES = read_cases(SUITE) if SUITE.is_dir() else []
FAILURES: dict[str, str] = tomllib.loads(
    (HERE / "expected_failures.toml").read_text(encoding="utf-8")
)
_DIRECT = "application/sparql-query"


@pytest.fixture(scope="module")
def suite() -> Path:
    """The folder of the suite, which is not part of the repository."""
    if not SUITE.is_dir():
        if "HDHGRAPH_REQUIRE_SOURCES" in os.environ:
            pytest.fail("The W3C suite is required here, and it is missing.")
        pytest.skip("The W3C suite is not part of the repository: this runs where it is at hand.")
    return SUITE


class Service:
    """The whole service over one data set, kept while the next case asks the same one."""

    def __init__(self, folder: Path) -> None:
        """Write data sets to `folder`."""
        self._folder = folder
        self._stack = contextlib.ExitStack()
        self._client: TestClient | None = None
        self._served: object = None

    def over(self, case: Case) -> TestClient:
        """Return a client of the service over the data set of a case."""
        if self._client is None or self._served != case.dataset:
            self.close()
            path = self._folder / "data.nq"
            ox.serialize(quads_of(SUITE, case), path, format=ox.RdfFormat.N_QUADS)
            source = Source(files=(str(path),))
            engine = Engine.start(source, Limits(timeout=PATIENCE))
            self._stack.callback(engine.close)
            content = Content(source, self._folder / "queries", "w3c", union=False)
            app = create_app(Settings(timeout=PATIENCE), content, engine)
            self._client = self._stack.enter_context(TestClient(app))
            self._served = case.dataset
        return self._client

    def close(self) -> None:
        """End the service."""
        self._stack.close()
        self._client = None


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that takes on one data set after another."""
    folder = tmp_path_factory.mktemp("w3c")
    (folder / "queries").mkdir()
    running = Service(folder)
    yield running
    running.close()


def text_of(case: Case) -> str:
    """Return the query of a case; its base is that of its file, as the suite means it."""
    text = file_of(SUITE, case.query).read_bytes().decode()
    return f"BASE <{case.query}> {text}"


def passes_over_http(case: Case, client: TestClient) -> bool:
    """Tell whether the service answers a case as the suite expects."""
    if "Syntax" in case.kind:
        response = client.post("/sparql", content=text_of(case).encode(),
                               headers={"content-type": _DIRECT})  # fmt: skip
        return response.status_code == (200 if case.kind.startswith("Positive") else 400)
    form = format_of(case, SUITE)
    response = client.get("/sparql", params={"query": text_of(case), "format": form})
    if response.status_code != 200:
        return False
    found = read_answer(response.content, form, is_ordered=is_ordered(SUITE, case))
    return found == expected(SUITE, case)


def passes_in_process(case: Case) -> bool:
    """Tell whether the bare engine answers a case as the suite expects."""
    store = ox.Store()
    store.extend(quads_of(SUITE, case))
    try:
        answer = store.query(text_of(case))
        if "Syntax" in case.kind:
            return case.kind.startswith("Positive")
        form = format_of(case, SUITE)
        output = io.BytesIO()
        if isinstance(answer, ox.QueryTriples):
            ox.serialize(answer, output, format=ox.RdfFormat.TURTLE)
        else:
            answer.serialize(output, getattr(ox.QueryResultsFormat, form.upper()))
    except (SyntaxError, ValueError, RuntimeError, OSError):
        return case.kind.startswith("Negative")
    found = read_answer(output.getvalue(), form, is_ordered=is_ordered(SUITE, case))
    return found == expected(SUITE, case)


@pytest.mark.parametrize(
    "case", sample(CASES, 90) or [None], ids=lambda case: case.name if case else "suite"
)
def test_the_service_passes(suite: Path, service: Service, case: Case) -> None:
    """Each case passes over HTTP, but for those listed with a reason; a listed one does not."""
    assert suite.is_dir()
    passed = passes_over_http(case, service.over(case))
    assert passed is (case.name not in FAILURES), FAILURES.get(case.name, "not listed")


def test_nothing_is_lost_on_the_way(suite: Path) -> None:
    """Whatever fails over HTTP fails in the bare engine as well: no failure is of our making."""
    assert suite.is_dir()
    assert len(CASES) >= 330
    listed = [case for case in CASES if case.name in FAILURES]
    assert len(listed) == len(FAILURES)
    failed = {case.name for case in CASES if not passes_in_process(case)}
    assert sorted(failed) == sorted(FAILURES)


def test_each_failure_has_its_reason() -> None:
    """The list says of every failure why it is one."""
    assert [name for name, why in FAILURES.items() if len(why.split()) < 5] == []

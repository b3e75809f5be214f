"""One project, one store, one client: the demo data is the test data is the documentation's."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.engine.protocol import Source
from hdhgraph.engine.zygote import load
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import Project, bundled
from hdhgraph.project.loading import load_project
from hdhgraph.web.dataset import routes as datasets
from hdhgraph.web.queries import canned as queries
from hdhgraph.web.queries import completion
from hdhgraph.web.service.kept_answers import KeptAnswers
from hdhgraph.web.serving.app import Content, create_app
from invented import with_examples
from sampling import IS_WHOLE
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

# No property depends on how fast the machine is.
settings.register_profile(
    "hdhgraph", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("hdhgraph")

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT.parent / "shared" / "sources"


# So few modules are done before others would have begun to help.
_FEW_MODULES = 3
# The longest module takes longer than an eighth of all.
_MOST_PROCESSES = 8
# What takes longest is begun first, so that no process is left alone with it in the end.
_LONGEST = (
    "test_cli.py",
    "test_links.py",
    "test_loop.py",
    "test_shapes.py",
    "test_what_is_checked.py",
    "test_healing.py",
    "test_faults.py",
    "test_mcp.py",
    "test_offline.py",
    "test_ontology.py",
    "test_hostile.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Have as many processes as processors share the modules, unless the command line says how.

    One process is left to few modules, to a debugger, and to who wants to see what is printed.
    """
    options = config.option
    is_alone = options.usepdb or options.trace or options.capture == "no"
    is_chosen = getattr(options, "numprocesses", 0) is not None or options.dist != "no"
    if is_alone or is_chosen or hasattr(config, "workerinput"):
        return
    many = len(_modules(config))
    if many > _FEW_MODULES:
        processors = config.hook.pytest_xdist_auto_num_workers(config=config)
        options.numprocesses = min(processors, many, _MOST_PROCESSES)
        options.dist = "loadfile"
        options.loadscopereorder = False  # that puts modules with many tests first


def pytest_configure() -> None:
    """Let what tests start be interrupted, also where a shell has put the tests in the background.

    It then has SIGINT ignored, which every process begun by them would take over.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest; leave what is slow to the night, if not named."""
    places = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))
    if IS_WHOLE or any("::" in each for each in config.args):
        return
    slow = [item for item in items if item.get_closest_marker("nightly")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def _modules(config: pytest.Config) -> set[Path]:
    """Return the modules that the command line names, by themselves or by their folders."""
    found: set[Path] = set()
    for argument in config.args:
        path = config.invocation_params.dir / argument.partition("::")[0]
        found |= set(path.rglob("test_*.py")) if path.is_dir() else {path}
    return found


@pytest.fixture(autouse=True, scope="module")
def collect_garbage() -> Iterator[None]:
    """Drop the engine's objects on the thread that made them, as they must be."""
    yield
    gc.collect()


@pytest.fixture(autouse=True, scope="session")
def patient_pages() -> Iterator[None]:
    """No page leaves out what a busy machine takes long to count; who tests that says so."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(KeptAnswers.answer, "__defaults__", (PATIENCE,))
        known = datasets.DatasetState.prepare.__kwdefaults__
        patched.setattr(
            datasets.DatasetState.prepare, "__kwdefaults__", known | {"patience": PATIENCE}
        )
        patched.setattr(datasets, "_FILE_PATIENCE", PATIENCE)
        patched.setattr(completion, "_SECONDS", PATIENCE)
        patched.setattr(queries, "_COUNT_SECONDS", PATIENCE)
        yield


@pytest.fixture(scope="session")
def project() -> Project:
    """The bundled graph project."""
    return bundled()


@pytest.fixture(scope="session")
def store(project: Project) -> ox.Store:
    """The bundled graph project, loaded."""
    return load_project(project).store


@pytest.fixture(scope="session")
def served(project: Project) -> ox.Store:
    """What is served of the bundled graph project: its files, and the graphs made at load."""
    return load(Source(str(project.root)))


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the five source texts, which only those who hold them have."""
    if not TEXTS.is_dir():
        if "HDHGRAPH_REQUIRE_SOURCES" in os.environ:
            pytest.fail("The source texts are required here, and they are missing.")
        pytest.skip("The source texts are other people's: this test runs where they are at hand.")
    return TEXTS


@pytest.fixture(scope="session")
def client(project: Project) -> Iterator[TestClient]:
    """A client of the service over the bundled graph, with a real engine behind it."""
    with _client_of(project, PATIENCE) as running:
        yield running


@pytest.fixture(scope="session")
def client_of_examples(
    project: Project, store: ox.Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client of the service over the bundled graph with an example of what it has none of."""
    path = tmp_path_factory.mktemp("examples") / "graph.nq"
    with_examples(store).dump(str(path), ox.RdfFormat.N_QUADS)
    with _client_of(project, PATIENCE, Source(files=(str(path),))) as running:
        yield running


@pytest.fixture(scope="module")
def hasty(project: Project) -> Iterator[TestClient]:
    """A client of the same service with a deadline of a second, for what is to meet it."""
    with _client_of(project, 1) as running:
        yield running


@contextlib.contextmanager
def _client_of(
    project: Project, timeout: float, source: Source | None = None
) -> Iterator[TestClient]:
    source = source or Source(str(project.root))
    engine = Engine.start(source, Limits(timeout=timeout))
    content = Content(
        source,
        project.queries,
        project.version(),
        project.modified(),
        ontology=project.ontology_version(),
        edition=project.edition,
    )
    app = create_app(Settings(timeout=timeout), content, engine)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
    engine.close()

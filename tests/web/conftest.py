"""A browser and a real server for the tests of pages; each lasts as long as one module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import chromium

from live_server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from hdhgraph.project.layout import Project
    from live_server import LiveServer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; its driver has an event loop, which no other module is to meet."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A real server over the bundled graph."""
    log = tmp_path_factory.mktemp("site") / "server.log"
    options = ("--project", str(project.root), "--unchecked", "--admin-port", "0")
    with serving(log, *options) as running:
        yield running


@pytest.fixture(scope="module")
def site(server: LiveServer) -> str:
    """The origin of that server."""
    return f"http://127.0.0.1:{server.port}"

"""A service over somebody's project, and what readers see of its pages."""

from __future__ import annotations

import contextlib
import html
import re
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from hdhgraph.engine.client import Engine, Limits
from hdhgraph.project.config import Settings
from hdhgraph.project.layout import bundled
from hdhgraph.web.serving.app import Content, create_app
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hdhgraph.engine.protocol import Source

__all__ = ["serving", "text_of"]


@contextlib.contextmanager
def serving(source: Source, queries: Path | None = None) -> Iterator[TestClient]:
    """Return a client of a service over somebody's graph, with the bundled queries or others."""
    engine = Engine.start(source, Limits(timeout=PATIENCE))
    app = create_app(
        Settings(timeout=PATIENCE), Content(source, queries or bundled().queries, "1"), engine
    )
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
    engine.close()


def text_of(page: str) -> str:
    """Return what readers see of a page."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", bare))

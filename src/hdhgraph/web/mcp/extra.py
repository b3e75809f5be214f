"""The one place that loads the SDK: it costs 0.4 s, and not everyone has installed it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from hdhgraph.errors import MissingExtraError

if TYPE_CHECKING:
    from hdhgraph.web.mcp.server import GraphServer

__all__ = ["load_server"]


def load_server() -> type[GraphServer]:
    """Import the server, when the first client asks for it.

    Raises MissingExtraError where the SDK, or a part of it, is not installed.
    """
    try:
        module = importlib.import_module("hdhgraph.web.mcp.server")
    except ImportError as error:
        if (error.name or "").startswith("hdhgraph"):
            raise
        raise MissingExtraError("mcp", "The MCP server") from error
    server: type[GraphServer] = module.GraphServer
    return server

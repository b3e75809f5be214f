"""The MCP server over the SDK: the only module that imports it (see `extra`).

The low-level server is used, since tools and their schemas come from the canned queries of a
project, not from Python functions. Nothing is kept between two requests over HTTP.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from starlette.requests import Request

from hdhgraph.engine.activity import Caller
from hdhgraph.errors import HdhgraphError, ParameterError
from hdhgraph.rdf.iris import slug
from hdhgraph.rdf.media_types import TURTLE
from hdhgraph.rdf.namespaces import HG
from hdhgraph.web.http import problems
from hdhgraph.web.mcp.answers import ToolAsker
from hdhgraph.web.mcp.entities import PAGE, describe, list_entities
from hdhgraph.web.mcp.tools import offer_tools
from hdhgraph.web.mcp.words import say
from hdhgraph.web.service.service import client_of

if TYPE_CHECKING:
    from mcp.server import ServerRequestContext
    from starlette.types import Receive, Scope, Send

    from hdhgraph.web.service.service import Service

    Context = ServerRequestContext[Any, Any]

__all__ = ["GraphServer"]

_LARGEST_CURSOR: Final = 1_000_000
_logger: Final = logging.getLogger(__name__)


class GraphServer:
    """One service, as MCP clients see it in one language."""

    def __init__(self, service: Service, language: str) -> None:
        """Offer the canned queries and entities of `service`; its words are "fr" or "en"."""
        self._service, self._language = service, language
        self._tools = offer_tools(service, language)
        self._server: Server[Any] = Server(
            "hdhgraph",
            version=service.versions.software,
            title=say("title", language),
            instructions=say("instructions", language),
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
        )

    async def exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request over HTTP (Streamable HTTP): one message in, one JSON answer out.

        There are no sessions: all that a request begins ends with it. Who may ask, and how much, is
        decided before.
        """
        manager = StreamableHTTPSessionManager(self._server, json_response=True, stateless=True)
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    async def serve_stdio(self) -> None:
        """Serve one client over standard input and output, until it closes the input."""
        async with stdio_server() as (reading, writing):
            options = self._server.create_initialization_options()
            await self._server.run(reading, writing, options)

    def _asker(self, context: Context) -> ToolAsker:
        request = context.request
        caller = client_of(request) if isinstance(request, Request) else Caller()
        return ToolAsker(self._service, caller, language=self._language)

    async def _list_tools(
        self, _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        hints = types.ToolAnnotations(
            read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False
        )
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    title=tool.title,
                    description=f"{tool.title}. {tool.description}",
                    input_schema=tool.input_schema,
                    output_schema=tool.output_schema,
                    annotations=hints,
                )
                for tool in self._tools.values()
            ]
        )

    async def _call_tool(
        self, context: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = self._tools.get(params.name)
        if tool is None:
            shown = ascii(params.name)[1:-1][:60]
            raise MCPError(types.INVALID_PARAMS, f"There is no tool “{shown}”.")
        try:
            answer = await tool.call(self._asker(context), params.arguments or {})
        except HdhgraphError as error:
            return _refusal(error)
        except Exception:
            _logger.exception("the tool %s met an error of its own", params.name)
            raise MCPError(types.INTERNAL_ERROR, "The service met an error of its own.") from None
        text = json.dumps(answer, ensure_ascii=False)
        return types.CallToolResult(
            content=[types.TextContent(text=text)], structured_content=answer
        )

    async def _list_resources(
        self, context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        offset = _read_cursor(params.cursor if params else None)
        try:
            rows = await list_entities(self._asker(context), offset)
        except HdhgraphError as error:
            raise _protocol_error(error) from None
        resources = [
            types.Resource(
                uri=row["entity"],
                name=slug(row["entity"]),
                title=row["label"],
                mime_type=TURTLE.media_type,
            )
            for row in rows[:PAGE]
        ]
        more = str(offset + PAGE) if len(rows) > PAGE else None
        return types.ListResourcesResult(resources=resources, next_cursor=more)

    async def _list_templates(
        self, _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        base = self._service.base
        offered = {
            "entity": f"{base}id/{{kind}}/{{slug}}",
            "concept": f"{base}vocab/{{scheme}}/{{concept}}",
            "term": HG.removesuffix("#") + "{#term}",
        }
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    name=name,
                    uri_template=template,
                    description=say(name, self._language),
                    mime_type=TURTLE.media_type,
                )
                for name, template in offered.items()
            ]
        )

    async def _read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        try:
            answer = await describe(self._asker(context), {"iri": params.uri})
        except HdhgraphError as error:
            raise _protocol_error(error) from None
        if not answer["turtle"]:
            raise MCPError(
                types.INVALID_PARAMS, "The graph says nothing of this IRI.", {"uri": params.uri}
            )
        contents = types.TextResourceContents(
            uri=params.uri, mime_type=TURTLE.media_type, text=answer["turtle"]
        )
        return types.ReadResourceResult(contents=[contents])


def _refusal(error: HdhgraphError) -> types.CallToolResult:
    """Return an error of ours as the result that a model can read and act upon."""
    problem = json.loads(bytes(problems.of_exception(error).body))
    return types.CallToolResult(
        content=[types.TextContent(text=str(problem["detail"]))],
        structured_content=problem,
        is_error=True,
    )


def _protocol_error(error: HdhgraphError) -> MCPError:
    problem = json.loads(bytes(problems.of_exception(error).body))
    is_theirs = isinstance(error, ParameterError)
    code = types.INVALID_PARAMS if is_theirs else types.INTERNAL_ERROR
    return MCPError(code, str(error), problem)


def _read_cursor(cursor: str | None) -> int:
    """Return the offset that a cursor of ours stands for."""
    if cursor is None:
        return 0
    is_ours = cursor.isascii() and cursor.isdigit() and len(cursor) <= len(str(_LARGEST_CURSOR))
    if not is_ours or int(cursor) > _LARGEST_CURSOR:
        raise MCPError(types.INVALID_PARAMS, "This cursor is not one that was given here.")
    return int(cursor)

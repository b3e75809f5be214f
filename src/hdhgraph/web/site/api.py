"""The description of the API as a page: every operation, with its parameters and a command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import Request, Response

from hdhgraph.web.http.operation import PAGE, Operation, Routes
from hdhgraph.web.http.parameters import LANGUAGE
from hdhgraph.web.pages.rendering import language_of, render
from hdhgraph.web.service.service import service_of
from hdhgraph.web.site import openapi

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["router"]

router = Routes()


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as the page shows it; `link` is where a browser can try it, empty for none."""

    method: str
    path: str
    content: Mapping[str, Any]
    link: str
    command: str

    @property
    def id(self) -> str:
        """The name of the operation, which its place on the page has too."""
        return str(self.content["operationId"])

    @property
    def formats(self) -> list[str]:
        """The media types of a good answer."""
        return list(self.content["responses"]["200"].get("content", ()))


@router.read("/api", Operation(
    "This description as a page", "Cette description sous forme de page", PAGE, (400,), (LANGUAGE,),
))  # fmt: skip
async def api_page(request: Request) -> Response:
    """Show what the service answers, as a page that loads nothing from elsewhere."""
    lang = language_of(request)
    document = request.app.state.openapi[lang]
    entries = list(_entries(document, service_of(request).public))
    groups = [
        (tag["description"], [each for each in entries if tag["name"] in each.content["tags"]])
        for tag in document["tags"]
    ]
    return render(
        request, "api.html", groups=groups, info=document["info"], most=openapi.MOST_CHOICES
    )


def _entries(document: Mapping[str, Any], address: str) -> Iterator[Entry]:
    for path, methods in document["paths"].items():
        for method, content in methods.items():
            given = _examples(content)
            if method == "get":
                query = f"?{urlencode(given)}" if given else ""
                link = "" if "{" in path or _needed(content) - given.keys() else f"{path}{query}"
                command = f"curl '{address.rstrip('/')}{path}{query}'"
                yield Entry("GET", path, content, link, command)
            else:
                fields = _fields(content)
                data = " ".join(
                    f"--data-urlencode '{name}={value}'" for name, value in fields.items()
                )
                command = f"curl {data or '-X POST'} '{address.rstrip('/')}{path}'"
                yield Entry(method.upper(), path, content, "", command)


def _needed(content: Mapping[str, Any]) -> set[str]:
    """Return the names of the parameters of the address that must be given."""
    given = (each for each in content.get("parameters", ()) if each["in"] == "query")
    return {each["name"] for each in given if each["required"]}


def _examples(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value for each parameter that must be given, or has an example and a default."""
    return {
        each["name"]: each["example"]
        for each in content.get("parameters", ())
        if each["in"] == "query"
        and "example" in each
        and (each["required"] or "default" in each["schema"])
    }


def _fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form that have an example or a default."""
    fields: dict[str, Any] = {}
    for body in content.get("requestBody", {}).get("content", {}).values():
        for name, each in body["schema"].get("properties", {}).items():
            value = each.get("example", each.get("default"))
            if value is not None:
                fields[name] = value
    return fields

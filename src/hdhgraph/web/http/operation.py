"""One operation of the API as the description tells it, and the routes that bring theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from fastapi import APIRouter

from hdhgraph.rdf.media_types import GRAPH_FORMATS, HTML, RESULTS_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from hdhgraph.web.http.parameters import AddressParameter

__all__ = ["ANY", "GRAPHS", "JSON", "PAGE", "RESULTS", "Operation", "Routes"]

JSON: Final = ("application/json",)
RESULTS: Final = tuple(each.media_type for each in RESULTS_FORMATS)
GRAPHS: Final = tuple(each.media_type for each in GRAPH_FORMATS)
PAGE: Final = (HTML.media_type,)
ANY: Final = ("*/*",)

_Answering = TypeVar("_Answering", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `formats` are the media types of status 200, `statuses` what else it answers.

    The words are given in English and French. `body` gives a schema for each media type of a POST;
    `failures` are media types of failures beside that of problems.
    """

    en: str
    fr: str
    formats: tuple[str, ...] = ANY
    statuses: tuple[int, ...] = (400, 404, 406, 503)
    parameters: tuple[AddressParameter, ...] = ()
    body: dict[str, dict[str, Any]] | None = None
    failures: tuple[str, ...] = ()
    tag: str = "service"


class Routes(APIRouter):
    """The routes of a feature, with what the description of the API says of them under its tag."""

    def __init__(self, tag: str = "service") -> None:
        """Have no routes yet."""
        super().__init__()
        self._tag = tag
        self.operations: dict[tuple[str, str], Operation] = {}

    def read(
        self, path: str, operation: Operation | None = None, *, is_listed: bool = True
    ) -> Callable[[_Answering], _Answering]:
        """Answer GET and HEAD of a path; with `is_listed`, FastAPI lists the former."""
        self._describe(path, "get", operation)

        def add(answer: _Answering) -> _Answering:
            self.get(path, include_in_schema=is_listed)(answer)
            return self.head(path, include_in_schema=False)(answer)

        return add

    def take(self, path: str, operation: Operation) -> Callable[[_Answering], _Answering]:
        """Answer POST of a path."""
        self._describe(path, "post", operation)
        return self.post(path)

    def _describe(self, path: str, method: str, operation: Operation | None) -> None:
        if operation is not None:
            key = path.replace(":path}", "}"), method
            self.operations[key] = replace(operation, tag=self._tag)

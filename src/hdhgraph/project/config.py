"""`Settings`: one frozen value, read from options, HDHGRAPH_* variables and `hdhgraph.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from hdhgraph.errors import InputError
from hdhgraph.project.layout import read_configuration
from hdhgraph.rdf.iris import is_absolute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Settings", "read_settings"]


def _base(iri: str) -> str:
    """Return what IRIs are minted under, as it is: nothing is guessed that others will cite."""
    parts = urlsplit(iri)
    is_http = parts.scheme in ("http", "https") and bool(parts.hostname) and is_absolute(iri)
    if not is_http or "?" in iri or "#" in iri:
        raise PydanticCustomError(
            "base_iri", "“{iri}” is no absolute http or https IRI that ends in “/”", {"iri": iri}
        )
    if not iri.endswith("/"):
        raise PydanticCustomError(
            "base_iri", "“{iri}” does not end in “/”; write “{iri}/”", {"iri": iri}
        )
    return iri


class Settings(BaseSettings):
    """What the service is told: where to listen and what one query may take."""

    model_config = SettingsConfigDict(env_prefix="HDHGRAPH_", frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="The address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one")
    timeout: float = Field(10.0, gt=0, le=3600, description="Seconds that one query may take")
    max_memory: int = Field(
        512, ge=16, le=1_048_576, description="Mebibytes that one query may take"
    )
    max_rows: int = Field(
        1_000_000, ge=1, description="Solutions or triples that one answer may have"
    )
    workers: int = Field(8, ge=1, le=256, description="Long queries evaluated at once")
    default_graph: Literal["union", "strict"] | None = Field(
        None,
        description="What a query sees by default: union, all graphs; strict, the default graph",
    )
    cache: int = Field(64, ge=0, le=1_048_576, description="Mebibytes of answers kept for repeats")
    service: tuple[str, ...] = Field((), description="Endpoints that a query may ask by SERVICE")
    trusted_proxy: tuple[str, ...] = Field(
        (), description="Addresses of proxies believed when they name the client"
    )
    connections: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="Connections at once; by default as many as open files allow, at most 4096",
    )
    client_connections: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="Connections of one client at once; by default a quarter of all",
    )
    queue: int = Field(256, ge=0, le=100_000, description="Queries that may wait for their turn")
    admin_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="The port on 127.0.0.1 for metrics and running queries; 0 takes a free one",
    )
    base_iri: Annotated[str, AfterValidator(_base)] | None = Field(
        None,
        description="What IRIs are minted under, ending in /; the ontology's and shapes' stay",
    )
    mcp_origin: tuple[str, ...] = Field(
        (), description="Origins of web pages that may use /mcp; * for all"
    )
    log_format: Literal["text", "json"] | None = Field(
        None, description="How lines are logged: text or json; by default text at a terminal"
    )
    log_level: Literal["debug", "info", "warning"] = Field(
        "info",
        description="What is logged: warning, queries that were ended; info, each that was "
        "evaluated; debug, each request",
    )


def read_settings(options: Mapping[str, object], root: Path | None) -> Settings:
    """Build the settings: an option wins over a variable, a variable over `[serve]` in a project.

    Options that are None were not given. Raises InputError naming the setting and what it takes.
    """
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    try:
        from_environment = Settings(**given)
        configured = read_configuration(root).get("serve", {}) if root else {}
        explicit = from_environment.model_dump(exclude_unset=True)
        return Settings(**{**configured, **explicit})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise InputError(f"The setting “{name}” cannot be used: {first['msg']}.") from error

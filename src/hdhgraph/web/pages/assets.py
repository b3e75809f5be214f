"""The files that pages load: under addresses that change with their content, compressed once.

`/assets/style.0123456789ab.css` may be kept for a year; `/assets/style.css` is the same file for
who does not know its digest, and is asked for again after an hour. Nothing else is under
`/assets/`: a request's path is looked up among the addresses, never on the disk.
"""

from __future__ import annotations

import asyncio
import functools
import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from hdhgraph.web.http.operation import Routes

__all__ = ["VENDOR", "Asset", "address_of", "has_asset", "load_assets", "router"]

router = Routes()

# Where the build puts what others wrote; see hatch_build.py.
VENDOR: Final = "vendor/"
_FOLDER: Final = Path(__file__).parents[1] / "assets"
_ROOT: Final = "/assets/"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_DIGITS: Final = 12
_LASTING: Final = "public, max-age=31536000, immutable"
_PASSING: Final = "public, max-age=3600"
# What is smaller gains nothing from compression.
_SMALLEST: Final = 512


@dataclass(frozen=True)
class Asset:
    """One file: its name below the folder, such as "vendor/yasqe.min.js", and its bytes."""

    name: str
    content: bytes

    @functools.cached_property
    def digest(self) -> str:
        """The start of the SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()[:_DIGITS]

    @property
    def address(self) -> str:
        """The absolute path that changes with the content."""
        stem, _, extension = self.name.rpartition(".")
        return f"{_ROOT}{stem}.{self.digest}.{extension}"

    @property
    def media_type(self) -> str:
        """The media type, by the extension."""
        return _TYPES[Path(self.name).suffix]

    @functools.cached_property
    def compressed(self) -> bytes:
        """The content compressed by gzip as far as it goes, the same bytes each time."""
        return gzip.compress(self.content, 9, mtime=0)


@functools.cache
def load_assets() -> dict[str, Asset]:
    """Read every file of the folder, by its name; files of no known type are not served."""
    files = sorted(each for each in _FOLDER.rglob("*") if each.suffix in _TYPES and each.is_file())
    names = [(each.relative_to(_FOLDER).as_posix(), each) for each in files]
    return {name: Asset(name, each.read_bytes()) for name, each in names}


@functools.cache
def _by_address() -> dict[str, tuple[Asset, str]]:
    """Return what is at each address, and how long it may be kept."""
    assets = load_assets().values()
    plain = {_ROOT + each.name: (each, _PASSING) for each in assets}
    return plain | {each.address: (each, _LASTING) for each in assets}


def has_asset(name: str) -> bool:
    """Tell whether a file is there: what others wrote may have been left out of the build."""
    return name in load_assets()


def address_of(name: str) -> str:
    """Return the address of a file of ours, for templates. Raises KeyError where there is none."""
    return load_assets()[name].address


@router.read(_ROOT + "{name:path}", is_listed=False)
async def answer_asset(request: Request, name: str) -> Response:
    """Return a file, compressed where the client can read it (RFC 9110, 12.5.3)."""
    found = _by_address().get(_ROOT + name)
    if found is None:
        raise HTTPException(404)
    return await _answer(request, *found)


@router.read("/favicon.ico", is_listed=False)
async def favicon(request: Request) -> Response:
    """Return the picture of the site to who asks for it where it was thirty years ago."""
    return await _answer(request, load_assets()["favicon.svg"], _PASSING)


async def _answer(request: Request, asset: Asset, kept: str) -> Response:
    is_short = len(asset.content) < _SMALLEST
    is_plain = is_short or not _takes_gzip(request.headers.get("accept-encoding", ""))
    # Who does not read gzip may get another coding from the layer in front: the tag is weak then.
    etag = f'W/"{asset.digest}"' if is_plain else f'"{asset.digest}-gzip"'
    headers = {"Cache-Control": kept, "ETag": etag, "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if is_plain:
        return Response(asset.content, media_type=asset.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    content = await asyncio.to_thread(getattr, asset, "compressed")
    return Response(content, media_type=asset.media_type, headers=headers)


def _takes_gzip(accepted: str) -> bool:
    """Tell whether Accept-Encoding names gzip, and does not weigh it as nothing."""
    for each in accepted.lower().split(","):
        coding, _, weight = each.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False

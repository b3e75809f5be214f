"""The files that pages load: lasting addresses, compression, media types, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hdhgraph.web.pages.assets import Asset, address_of, has_asset, load_assets
from hdhgraph.web.queries import editor as editor_module

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HTML = {"accept": "text/html"}
OWN = ["style.css", "editor.css", "editor.js", "editor-views.js", "favicon.svg"]


@pytest.mark.parametrize("name", OWN)
def test_an_address_lasts_as_long_as_the_content(client: TestClient, name: str) -> None:
    """The address with the digest may be kept for a year, the plain one for an hour."""
    address = address_of(name)
    assert re.fullmatch(r"/assets/[\w-]+\.[0-9a-f]{12}\.(css|js|svg)", address)
    lasting, passing = client.get(address), client.get(f"/assets/{name}")
    assert lasting.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert passing.headers["cache-control"] == "public, max-age=3600"
    assert lasting.content == passing.content == load_assets()[name].content


def test_other_content_has_another_address() -> None:
    """A changed file is never taken for the one before."""
    assert Asset("a.css", b"a{}").address != Asset("a.css", b"b{}").address
    assert client_of_digest("a.css") == client_of_digest("a.css")


def client_of_digest(name: str) -> str:
    """Return the address of a file with fixed content."""
    return Asset(name, b"x").address


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("style.css", "text/css; charset=utf-8"),
        ("editor.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
    ],
)
def test_media_types(client: TestClient, name: str, media_type: str) -> None:
    """Each is what it is, and is not to be taken for anything else."""
    response = client.get(address_of(name))
    assert response.headers["content-type"] == media_type
    assert response.headers["x-content-type-options"] == "nosniff"


def test_it_is_compressed_for_who_can_read_it(client: TestClient) -> None:
    """By gzip where that is accepted, else as it is; each has a tag of its own."""
    address = address_of("editor.js")
    packed = client.get(address, headers={"accept-encoding": "br, gzip;q=0.5"})
    plain = client.get(address, headers={"accept-encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]


def test_who_has_it_is_told_so(client: TestClient) -> None:
    """A repeated request with the tag is a 304 without a body."""
    address = address_of("style.css")
    etag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "path",
    ["", "vendor", "vendor/", "vendor/.stamp", "..%2fapp.py", "%2e%2e/app.py", "/etc/passwd",
     "style.000000000000.css", "STYLE.css", "style.css/", "vendor%2fyasqe.min.js%00"],
)  # fmt: skip
def test_nothing_else_is_there(client: TestClient, path: str) -> None:
    """Only known addresses answer: no folder, no file beside them, no digest that is not theirs."""
    response = client.get(f"/assets/{path}", headers={"accept-encoding": "gzip"})
    assert response.status_code == 404


def test_the_site_has_a_picture(client: TestClient) -> None:
    """Pages name it, and the old address answers."""
    assert f'href="{address_of("favicon.svg")}"' in client.get("/", headers=HTML).text
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_the_policy_has_no_exception(client: TestClient) -> None:
    """Scripts and styles come from here alone; neither stands in a page."""
    policy = client.get("/sparql", headers=HTML).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_without_the_editor_the_form_is_there(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that left the editor out serves the plain form, and no script."""
    monkeypatch.setattr(editor_module, "has_asset", lambda _name: False)
    text = client.get("/sparql?lang=en&without=1", headers=HTML).text
    assert "<textarea" in text
    assert "<script" not in text


def test_the_editor_comes_with_its_licences() -> None:
    """What others wrote is served beside the texts of its licences."""
    if not has_asset("vendor/yasqe.min.js"):
        pytest.skip("The build left the editor out.")
    notices = load_assets()["vendor/NOTICES.txt"].content.decode()
    packages = re.findall(r"^=== (\S+)", notices, re.MULTILINE)
    assert {"@zazuko/yasqe", "codemirror", "cytoscape", "dompurify", "lodash-es"} <= set(packages)
    for text in re.split(r"^=== ", notices, flags=re.MULTILINE)[1:]:
        assert re.search(r"(?i)permission|license", text.partition("\n")[2]), text[:60]

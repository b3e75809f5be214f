"""Settings: an option wins over a variable, a variable over the project's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from hdhgraph.errors import InputError, ProjectError
from hdhgraph.project.config import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HDHGRAPH_{name.upper()}", raising=False)


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """A project that sets a port and a timeout."""
    (tmp_path / "hdhgraph.toml").write_text("[serve]\nport = 8001\ntimeout = 1\n", encoding="utf-8")
    return tmp_path


def test_the_defaults_listen_on_loopback() -> None:
    """Nobody else can ask until someone says so."""
    settings = read_settings({}, None)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.timeout, settings.max_memory, settings.workers) == (10.0, 512, 8)


def test_an_option_wins_over_a_variable_and_a_variable_over_the_file(
    configured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said nearest counts, each setting by itself."""
    assert read_settings({"port": None}, configured).port == 8001
    monkeypatch.setenv("HDHGRAPH_PORT", "8002")
    assert read_settings({"port": None}, configured).port == 8002
    settings = read_settings({"port": 8003}, configured)
    assert (settings.port, settings.timeout) == (8003, 1.0)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"port": 70_000}, "port"),
        ({"port": -1}, "port"),
        ({"timeout": 0.0}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"timeout": float("inf")}, "timeout"),
        ({"max_memory": 1}, "max_memory"),
        ({"workers": 0}, "workers"),
    ],
)
def test_a_value_out_of_bounds_names_its_setting(options: dict[str, Any], name: str) -> None:
    """The sentence says which setting and why."""
    with pytest.raises(InputError, match=f"The setting “{name}” cannot be used: .*should be"):
        read_settings(options, None)


def test_a_bad_variable_names_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is no number is told."""
    monkeypatch.setenv("HDHGRAPH_WORKERS", "many")
    with pytest.raises(InputError, match="“workers” cannot be used"):
        read_settings({}, None)


@pytest.mark.parametrize("text", ["[serve]\nports = 1\n", "[serve]\nport = 'high'\n"])
def test_a_bad_setting_of_a_project_is_told(tmp_path: Path, text: str) -> None:
    """An unknown key is not passed over, a wrong type is told."""
    (tmp_path / "hdhgraph.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="The setting “port"):
        read_settings({}, tmp_path)


def test_a_table_that_is_none_is_told(tmp_path: Path) -> None:
    """`serve` is a table."""
    (tmp_path / "hdhgraph.toml").write_text("serve = 5\n", encoding="utf-8")
    with pytest.raises((InputError, ProjectError), match="serve"):
        read_settings({}, tmp_path)


def test_settings_are_frozen() -> None:
    """Nothing changes after start."""
    with pytest.raises(ValidationError, match="frozen"):
        read_settings({}, None).port = 1


@pytest.mark.parametrize(
    "iri",
    ["example.org/", "ftp://example.org/", "https:///x/", "https://example.org/?a/", "x", "",
     "https://example.org/#/", "https://example.org/a b/", "https://example.org/<x>/"],
)  # fmt: skip
def test_a_base_that_no_iri_can_be_minted_under_is_refused(iri: str) -> None:
    """What is no absolute http(s) IRI, or has a query or fragment, is told in one sentence."""
    with pytest.raises(InputError, match=r"“base_iri” cannot be used: .* no absolute http"):
        read_settings({"base_iri": iri}, None)


def test_a_base_without_its_slash_is_refused_and_corrected() -> None:
    """IRIs are for good: nothing is guessed, and the right spelling is told."""
    with pytest.raises(InputError, match=r"write “https://example\.org/hub/”"):
        read_settings({"base_iri": "https://example.org/hub"}, None)


def test_a_base_comes_from_the_variable_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator may set it in the environment."""
    monkeypatch.setenv("HDHGRAPH_BASE_IRI", "https://example.org/hub/")
    assert read_settings({}, None).base_iri == "https://example.org/hub/"

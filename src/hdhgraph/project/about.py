"""What a graph project says of itself as a dataset: `[project]` in its `hdhgraph.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from hdhgraph.errors import ProjectError
from hdhgraph.project.layout import CONFIGURATION, read_configuration
from hdhgraph.rdf.iris import is_absolute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FILES", "About", "read_about"]


@dataclass(frozen=True, slots=True)
class About:
    """A dataset in the words of who keeps it; what is not stated stays empty.

    `titles`, `descriptions`, `keywords` and `rights` are by language; `licence` and `themes` are
    IRIs, `publisher` is a name, `edition` the version of the data; `contact` is where to ask for a
    correction: an address of a page or of mail. The start page answers who said what on `topic`,
    the last part of its IRI, under one of `questions`, by language.
    """

    name: str
    edition: str = ""
    publisher: str = ""
    licence: str = ""
    themes: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rights: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    topic: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)

    def description(self, language: str) -> str:
        """Return the description in a language, else in any; empty where there is none."""
        return self.descriptions.get(language) or next(iter(self.descriptions.values()), "")

    def title(self, language: str) -> str:
        """Return the title in a language, else in any, else the name."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.name)


# What can be said of RDF files that are served as they are.
FILES: Final = About("RDF files")


def read_about(root: Path) -> About:
    """Return what the project in `root` says of itself; its folder's name where it says nothing.

    Raises ProjectError naming the file and the key that is not as it must be.
    """
    told = read_configuration(root).get("project", {})
    where = f"{root / CONFIGURATION}: [project]"
    licence, themes = _text(told, "licence", where), _list(told.get("themes", []), "themes", where)
    for iri in (*themes, *([licence] if licence else ())):
        if not is_absolute(iri):
            raise ProjectError(f"{where}: “{iri}” is no absolute IRI.")
    keywords = _table(told, "keywords", where)
    question = _texts(told, "question", where)
    return About(
        _text(told, "name", where) or root.resolve().name,
        str(told.get("version", "")),
        _text(told, "publisher", where),
        licence,
        themes,
        _texts(told, "title", where),
        _texts(told, "description", where),
        {language: _list(words, "keywords", where) for language, words in keywords.items()},
        _texts(told, "rights", where),
        _text(told, "contact", where),
        question.pop("topic", ""),
        question,
    )


def _text(told: Mapping[str, Any], key: str, where: str) -> str:
    value = told.get(key, "")
    if not isinstance(value, str):
        raise ProjectError(f"{where}: “{key}” is no text.")
    return value


def _table(told: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    value = told.get(key, {})
    if not isinstance(value, dict):
        raise ProjectError(f"{where}: “{key}” has a value by language, as in {key}.en.")
    return value


def _texts(told: Mapping[str, Any], key: str, where: str) -> dict[str, str]:
    table = _table(told, key, where)
    return {language: _text(table, language, f"{where}: “{key}”") for language in sorted(table)}


def _list(value: object, key: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ProjectError(f"{where}: “{key}” is no list of texts.")
    return tuple(value)

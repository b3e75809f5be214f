"""The texts of the rules, and the SPARQL of those that are SPARQL: `checks/rules/<slug>.rq`.

A file has a header of `#+ key: value` lines: summary, title, message and hint in English and in
French, severity. A query is asked only where one of the terms that it `needs` is in use. A rule
without one is Python, of the module that its comment names. Messages have places for values:
`{name}` is the column `?name` of the query.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hdhgraph.checks.report.codes import Code, Codes, code
from hdhgraph.checks.report.findings import Severity
from hdhgraph.rdf.iris import expand

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ONTOLOGY_CODES", "PREFIX", "Rule", "found", "rules"]

PREFIX: Final = "HG-O-"
_HEADER: Final = re.compile(r"^#\+ (\w+): *(.+?) *$", re.MULTILINE)
_TEXTS: Final = ("title_en", "title_fr", "message_en", "message_fr", "hint_en", "hint_fr")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, and what this says."""

    code: str
    says: Code
    query: str
    needs: frozenset[str]

    @property
    def is_sparql(self) -> bool:
        """Tell whether the file holds the rule itself, and not only its texts."""
        return bool(self.query)


@functools.cache
def rules() -> Mapping[str, Rule]:
    """Return the rules by code."""
    folder = resources.files("hdhgraph.checks") / "rules"
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".rq")), key=_name)
    read = (_rule(each.name.removesuffix(".rq"), each.read_text("utf-8")) for each in files)
    return MappingProxyType({rule.code: rule for rule in read})


def _name(file: object) -> str:
    return str(getattr(file, "name", ""))


def _rule(slug: str, text: str) -> Rule:
    header = dict(_HEADER.findall(text))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip()
    says = code(Severity(header["severity"]), *(header[key] for key in _TEXTS))
    needs = frozenset(expand(each) for each in header.get("needs", "").split())
    return Rule(f"{PREFIX}{slug}", says, body, needs)


ONTOLOGY_CODES: Final = Codes({name: rule.says for name, rule in rules().items()})
found: Final = ONTOLOGY_CODES.found

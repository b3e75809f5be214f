"""Canned queries: a `.rq` file with a `#+` header, and typed parameters put in as RDF terms.

Parameters go in through one VALUES row, repeated in every (sub-)select that uses them. The row in
the file holds the defaults, so each file runs as it stands in any editor; here the row is replaced
by terms that the engine serialised, never by the caller's text.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

import pyoxigraph as ox
import yaml

from hdhgraph.errors import ParameterError, QueryHeaderError, UnknownQueryError
from hdhgraph.i18n.dates import read_day
from hdhgraph.rdf.iris import compact, expand, is_absolute, moved, prefixes_at, resolve
from hdhgraph.rdf.namespaces import BASE, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

__all__ = [
    "AS_OF",
    "LONGEST_TEXT",
    "CannedQuery",
    "Choices",
    "Parameter",
    "ParameterType",
    "choices_query",
    "find_query",
    "read_queries",
    "read_query",
]

# The parameter by which a query leaves out what had not been said by a day.
AS_OF: Final = "asOf"
_HEADER_KEYS: Final = {"summary", "summary_fr", "description", "description_fr", "tags", "params"}
_PARAMETER_KEYS: Final = {
    "type", "class", "scheme", "default", "required", "description", "description_fr", "choices",
}  # fmt: skip
LONGEST_TEXT: Final = 2_000


class ParameterType(enum.StrEnum):
    """What a parameter's value is, before it becomes an RDF term."""

    IRI = "iri"
    LANGUAGE = "language"
    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"


class Choices(Protocol):
    """What the graph offers as values of an IRI parameter."""

    def __call__(self, parameter: Parameter) -> Collection[str]:
        """Return the IRIs of the parameter's class or scheme."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `of` is the class or scheme IRI of its values, `choices` an enumeration.

    `prefixes` are those of the CURIEs that stand for its values.
    """

    name: str
    type: ParameterType
    of: str | None
    default: str | None
    required: bool
    descriptions: Mapping[str, str]
    choices: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES, repr=False)

    def term(self, value: str, choices: Choices) -> str:
        """Return the RDF term of `value` as SPARQL writes it.

        Raises ParameterError naming the parameter and what it takes.
        """
        if not _is_text(value):
            raise ParameterError(f"The value of “{self.name}” is not UTF-8.")
        if self.choices and value not in self.choices:
            raise ParameterError(
                f"“{value}” is not a value of “{self.name}”: {', '.join(self.choices)} are."
            )
        match self.type:
            case ParameterType.IRI:
                return str(ox.NamedNode(self._iri(value, choices)))
            case ParameterType.INTEGER:
                number = _checked(self, value, _whole_number, "a whole number")
                return str(ox.Literal(str(number), datatype=_XSD_INTEGER))
            case ParameterType.DATE:
                day = _checked(self, value, read_day, "a day as YYYY-MM-DD")
                return str(ox.Literal(day.isoformat(), datatype=_XSD_DATE))
            case ParameterType.LANGUAGE | ParameterType.TEXT:
                if len(value) > LONGEST_TEXT:
                    raise ParameterError(f"“{self.name}” is longer than {LONGEST_TEXT} characters.")
                return str(ox.Literal(value))

    def _iri(self, value: str, choices: Choices) -> str:
        if self.of is not None:
            return resolve(value, choices(self), parameter=self.name, prefixes=self.prefixes)
        iri = expand(value, self.prefixes)
        if not is_absolute(iri):
            raise ParameterError(f"“{value}” is not an IRI, which “{self.name}” takes.")
        return iri


_XSD_DATE: Final = ox.NamedNode(PREFIXES["xsd"] + "date")
_XSD_INTEGER: Final = ox.NamedNode(PREFIXES["xsd"] + "integer")


def _is_text(value: str) -> bool:
    """Tell whether a value is text: bytes that were not UTF-8 come as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _whole_number(value: str) -> int:
    """Read an xsd:integer that the engine can hold (XML Schema 1.1 Datatypes, 3.4.13)."""
    if re.fullmatch(r"[+-]?\d{1,18}", value) is None:
        raise ValueError(value)
    return int(value)


def _checked(parameter: Parameter, value: str, read: Any, what: str) -> Any:  # noqa: ANN401 - int or date
    try:
        # Python also reads the digits of other scripts, which no RDF datatype has.
        return read(value.encode("ascii").decode())
    except ValueError:
        raise ParameterError(f"“{value}” is not {what}, which “{parameter.name}” takes.") from None


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """A query that has a name: its text, what it answers, and the parameters it takes."""

    slug: str
    path: Path
    text: str
    summaries: Mapping[str, str]
    descriptions: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    def bind(self, values: Mapping[str, str], choices: Choices) -> str:
        """Return the query's text with `values` in its VALUES rows.

        Absent values take their default, else UNDEF; an empty value counts as absent.

        Raises ParameterError for an unknown or missing parameter, or a value it does not take.
        """
        known = [parameter.name for parameter in self.parameters]
        for name in values:
            if name not in known:
                listed = ", ".join(known) or "none"
                raise ParameterError(
                    f"“{self.slug}” has no parameter “{name}”; its parameters: {listed}."
                )
        if not self.parameters:
            return self.text
        terms = [self._term(parameter, values, choices) for parameter in self.parameters]
        row = f"{{ ({' '.join(terms)}) }}"
        return _values_row(known).sub(lambda match: match.group(1) + row, self.text)

    def _term(self, parameter: Parameter, values: Mapping[str, str], choices: Choices) -> str:
        value = values.get(parameter.name) or parameter.default
        if value is not None:
            return parameter.term(value, choices)
        if parameter.required:
            raise ParameterError(f"“{self.slug}” needs the parameter “{parameter.name}”.")
        return "UNDEF"


def _values_row(names: list[str]) -> re.Pattern[str]:
    variables = r"\s+".join(rf"\?{name}" for name in names)
    return re.compile(rf"(VALUES\s*\(\s*{variables}\s*\)\s*)\{{\s*\([^()]*\)\s*\}}")


def choices_query(of: str) -> str:
    """Return the query for the IRIs of a class, its subclasses included, or of a scheme."""
    return f"""
SELECT DISTINCT ?value WHERE {{
  {{ ?value a/<{PREFIXES["rdfs"]}subClassOf>* <{of}> }}
  UNION {{ ?value <{PREFIXES["skos"]}inScheme> <{of}> }}
  FILTER (ISIRI(?value))
}} ORDER BY ?value"""


def read_queries(folder: Path, base: str = BASE) -> dict[str, CannedQuery]:
    """Return the canned queries of a folder by slug, sorted; the slug is the file's name.

    IRIs of ours in them are moved under `base`.
    """
    return {path.stem: read_query(path, base) for path in sorted(folder.glob("*.rq"))}


def find_query(queries: Mapping[str, CannedQuery], name: str) -> CannedQuery:
    """Return the canned query of that name, or raise UnknownQueryError with the nearest."""
    if name not in queries:
        raise UnknownQueryError(name, sorted(queries))
    return queries[name]


def read_query(path: Path, base: str = BASE) -> CannedQuery:
    """Read one canned query, its IRIs of ours moved under `base`.

    Raises QueryHeaderError with the line when the header is not YAML, has an unknown key, lacks a
    summary, or when the query has no VALUES row of just its parameters.
    """
    try:
        text = moved(path.read_text(encoding="utf-8"), base)
    except (OSError, UnicodeDecodeError) as error:
        raise QueryHeaderError(path, f"the file cannot be read as UTF-8: {error}.") from error
    header = _header(path, text)
    declared = header.get("params") or {}
    if not isinstance(declared, dict):
        raise QueryHeaderError(path, "“params” is not a mapping of names to parameters.")
    prefixes = prefixes_at(base)
    parameters = tuple(
        _parameter(path, str(name), entry, prefixes) for name, entry in declared.items()
    )
    row = _values_row([parameter.name for parameter in parameters])
    if parameters and row.search(text) is None:
        names = " ".join(f"?{parameter.name}" for parameter in parameters)
        raise QueryHeaderError(path, f"there is no row VALUES ({names}) {{ (…) }}.")
    return CannedQuery(
        path.stem,
        path,
        text,
        _both(path, header, "summary"),
        _both(path, header, "description"),
        tuple(header.get("tags") or ()),
        parameters,
    )


def _header(path: Path, text: str) -> dict[str, Any]:
    lines = text.splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    try:
        content = yaml.safe_load(header)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", "")
        line = mark.line + 1 if mark else 1
        raise QueryHeaderError(path, f"the header is not YAML: {reason}.", line) from error
    if not isinstance(content, dict):
        raise QueryHeaderError(path, "there is no “#+” header.")
    _only(path, content, _HEADER_KEYS, "the header")
    return content


def _only(path: Path, content: Mapping[str, Any], known: Collection[str], where: str) -> None:
    unknown = sorted(str(key) for key in content if key not in known)
    if unknown:
        keys = ", ".join(sorted(known))
        raise QueryHeaderError(path, f"“{unknown[0]}” is unknown in {where}; keys: {keys}.")


def _both(path: Path, content: Mapping[str, Any], key: str) -> dict[str, str]:
    missing = [name for name in (key, f"{key}_fr") if not content.get(name)]
    if missing:
        raise QueryHeaderError(path, f"the header lacks “{missing[0]}”.")
    return {"en": str(content[key]).strip(), "fr": str(content[f"{key}_fr"]).strip()}


def _values_of(
    path: Path, name: str, entry: Mapping[str, Any], prefixes: Mapping[str, str]
) -> str | None:
    """Return the IRI of the class or scheme that a parameter's values are of, where it has one."""
    scheme = str(entry.get("scheme") or "")
    if scheme:
        if scheme not in prefixes:
            raise QueryHeaderError(path, f"parameter “{name}” has no known scheme: {scheme}.")
        return prefixes[scheme].rstrip("/")
    if not entry.get("class"):
        return None
    of = expand(str(entry["class"]), prefixes)
    if not is_absolute(of):
        raise QueryHeaderError(path, f"the class of parameter “{name}” is not an IRI: {of}.")
    return of


def _parameter(path: Path, name: str, entry: object, prefixes: Mapping[str, str]) -> Parameter:
    if not isinstance(entry, dict):
        raise QueryHeaderError(path, f"parameter “{name}” is not a mapping.")
    _only(path, entry, _PARAMETER_KEYS, f"parameter “{name}”")
    kinds = [kind.value for kind in ParameterType]
    if entry.get("type") not in kinds:
        raise QueryHeaderError(path, f"parameter “{name}” needs a type: {', '.join(kinds)}.")
    default = entry.get("default")
    return Parameter(
        name,
        ParameterType(entry["type"]),
        _values_of(path, name, entry, prefixes),
        None if default is None else compact(expand(str(default), prefixes), prefixes),
        bool(entry.get("required", False)),
        _both(path, entry, "description"),
        tuple(str(choice) for choice in entry.get("choices") or ()),
        prefixes,
    )

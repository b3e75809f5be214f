"""Datatypes of XML Schema: which is part of which, and which texts one admits (XSD 1.1, part 2)."""

from __future__ import annotations

import calendar
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ANY", "LANG_STRING", "STRING", "admits", "is_known", "is_part"]

_XSD: Final = PREFIXES["xsd"]
_RDF: Final = PREFIXES["rdf"]
_OWL: Final = PREFIXES["owl"]
STRING: Final = f"{_XSD}string"
LANG_STRING: Final = f"{_RDF}langString"
# Datatypes that every literal is of.
ANY: Final = frozenset(
    (f"{PREFIXES['rdfs']}Literal", f"{_XSD}anySimpleType", f"{_XSD}anyAtomicType")
)
# Each with what it is derived from (section 3), RDF's and OWL's among them.
_PARTS: Final = """
    normalizedString:string token:normalizedString language:token Name:token NMTOKEN:token
    NCName:Name ID:NCName IDREF:NCName ENTITY:NCName integer:decimal nonPositiveInteger:integer
    negativeInteger:nonPositiveInteger nonNegativeInteger:integer positiveInteger:nonNegativeInteger
    long:integer int:long short:int byte:short unsignedLong:nonNegativeInteger
    unsignedInt:unsignedLong unsignedShort:unsignedInt unsignedByte:unsignedShort
    dateTimeStamp:dateTime dayTimeDuration:duration yearMonthDuration:duration
    """
_WHOLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **{
            f"{_XSD}{part}": (f"{_XSD}{whole}",)
            for part, whole in (each.split(":") for each in _PARTS.split())
        },
        f"{_XSD}decimal": (f"{_OWL}rational",),
        f"{_OWL}rational": (f"{_OWL}real",),
        STRING: (f"{_RDF}PlainLiteral",),
        LANG_STRING: (f"{_RDF}PlainLiteral",),
        f"{_RDF}dirLangString": (f"{_RDF}PlainLiteral",),
    }
)
_ALONE: Final = """
    boolean float double date time dateTime gYear gYearMonth gMonth gMonthDay gDay duration
    hexBinary base64Binary anyURI decimal
    """
_ZONE: Final = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR: Final = r"-?(?:[1-9]\d{3,}|0\d{3})"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_TIME: Final = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DAYS: Final = r"(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_FLOAT: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
_FORMS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        f"{_XSD}{name}": re.compile(form)
        for name, form in {
            "boolean": "true|false|1|0",
            "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
            "integer": r"[+-]?\d+",
            "float": _FLOAT,
            "double": _FLOAT,
            "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
            "time": f"{_TIME}{_ZONE}",
            "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
            "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE[:-1]}",
            "gYear": f"{_YEAR}{_ZONE}",
            "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
            "gMonth": f"--{_MONTH}{_ZONE}",
            "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
            "gDay": f"---{_DAY}{_ZONE}",
            "duration": rf"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?{_DAYS}",
            "dayTimeDuration": rf"-?P(?=[\dT]){_DAYS}",
            "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
            "hexBinary": r"(?:[0-9A-Fa-f]{2})*",
            "base64Binary": r"(?:[A-Za-z0-9+/] ?){0,}(?:= ?){0,2}",
            "language": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
            "normalizedString": r"[^\t\n\r]*",
            "token": r"(?:[^\s]+(?: [^\s]+)*)?",
        }.items()
    }
)
_LEAST: Final[Mapping[str, tuple[int | None, int | None]]] = MappingProxyType(
    {
        f"{_XSD}{name}": bounds
        for name, bounds in {
            "integer": (None, None),
            "nonPositiveInteger": (None, 0),
            "negativeInteger": (None, -1),
            "nonNegativeInteger": (0, None),
            "positiveInteger": (1, None),
            "long": (-(2**63), 2**63 - 1),
            "int": (-(2**31), 2**31 - 1),
            "short": (-(2**15), 2**15 - 1),
            "byte": (-(2**7), 2**7 - 1),
            "unsignedLong": (0, 2**64 - 1),
            "unsignedInt": (0, 2**32 - 1),
            "unsignedShort": (0, 2**16 - 1),
            "unsignedByte": (0, 2**8 - 1),
        }.items()
    }
)
_DATE: Final = re.compile(r"(-?\d+)-(\d\d)-(\d\d)")
_MOST_DIGITS: Final = 4000  # Python converts no longer one by default


def is_known(datatype: str) -> bool:
    """Tell whether the datatype is one of XML Schema, RDF or OWL that is told apart here."""
    local = datatype.removeprefix(_XSD)
    return datatype in _WHOLES or (local != datatype and local in _ALONE.split())


def is_part(datatype: str, whole: str) -> bool:
    """Tell whether every value of a datatype is one of another."""
    return (
        datatype == whole
        or whole in ANY
        or any(is_part(each, whole) for each in _WHOLES.get(datatype, ()))
    )


def admits(datatype: str, text: str) -> bool:
    """Tell whether a datatype admits a text; one that is not known admits any."""
    bounds = _LEAST.get(datatype)
    if bounds is not None:
        return _is_between(text, *bounds)
    form = _FORMS.get(datatype)
    if form is None:
        return True
    if not form.fullmatch(text):
        return False
    check = _MORE.get(datatype)
    return check is None or check(text)


def _is_between(text: str, least: int | None, most: int | None) -> bool:
    if not _FORMS[f"{_XSD}integer"].fullmatch(text):
        return False
    if len(text) > _MOST_DIGITS:
        return least is None and most is None
    number = int(text)
    return (least is None or number >= least) and (most is None or number <= most)


def _is_day(text: str) -> bool:
    """Tell whether a date is one of the calendar, which repeats every 400 years."""
    match = _DATE.match(text)
    if match is None:
        return False
    year, month, day = match.groups()
    return int(day) <= calendar.monthrange(2000 + int(year[-9:]) % 400, int(month))[1]


_MORE: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        f"{_XSD}date": _is_day,
        f"{_XSD}dateTime": _is_day,
        f"{_XSD}dateTimeStamp": _is_day,
        f"{_XSD}duration": lambda text: not text.endswith("T"),
        f"{_XSD}dayTimeDuration": lambda text: not text.endswith("T"),
    }
)

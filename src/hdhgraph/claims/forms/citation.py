"""One citation as BibTeX, RIS, CSL-JSON or a plain line, and EDTF dates as each of them has dates.

Whatever stands in a label stays inside its field: the writers know no text that ends one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from hdhgraph.rdf.media_types import BIBTEX, CSL_JSON, PLAIN_TEXT, RIS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hdhgraph.rdf.media_types import Format

__all__ = ["Citation", "csl_date", "serialize", "to_bibtex", "to_csl", "to_ris", "to_text"]

# Calendar dates of EDTF level 0 and seasons of level 1, whole or marked (ISO 8601-2, Annex A).
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")
_FIRST_SEASON: Final = 21
_SEASONS: Final = 4
_MONTHS: Final = 12
_DAYS: Final = 31


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: a record of ours. An empty field is unknown, and then said nowhere.

    `author` is a body, never taken apart into names. `issued` and `event_date` are EDTF: when the
    record was issued, and when what it records was said. `version` is the data's edition.
    """

    key: str
    title: str
    url: str
    lang: str
    author: str = ""
    container: str = ""
    issued: str = ""
    version: str = ""
    event_date: str = ""
    note: str = ""


def serialize(citation: Citation, form: Format) -> bytes:
    """Return a citation in one of the formats of media_types.CITATION_FORMATS."""
    return _WRITERS[form.name](citation).encode()


def csl_date(edtf: str) -> dict[str, Any] | None:
    """Return an EDTF date as CSL-JSON has dates; None where it tells no year, or is open-ended.

    A season is CSL's `season`, 1 for spring; an uncertain or approximate date is `circa`.
    """
    parts, season, is_circa = [], None, False
    for end in edtf.split("/"):
        match = _DATE.fullmatch(end)
        if match is None:
            return None
        year, month, day = (int(group) if group else 0 for group in match.groups()[:3])
        is_circa = is_circa or bool(match.group(4))
        if _FIRST_SEASON <= month < _FIRST_SEASON + _SEASONS and not day:
            season, month = month - _FIRST_SEASON + 1, 0
        if month > _MONTHS or day > _DAYS:
            return None
        parts.append([part for part in (year, month, day) if part])
    if len(parts) > 1 and season is not None:
        return None  # CSL has one season for both ends
    date: dict[str, Any] = {"date-parts": parts}
    if season is not None:
        date["season"] = season
    return date | {"circa": True} if is_circa else date


def to_csl(citation: Citation) -> str:
    """Return a citation as CSL-JSON: an array of one item of type dataset (CSL 1.0.2)."""
    fields = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": citation.author}] if citation.author else None,
        "container-title": citation.container,
        "issued": csl_date(citation.issued),
        "version": citation.version,
        "event-date": csl_date(citation.event_date),
        "URL": citation.url,
        "language": citation.lang,
        "note": citation.note,
    }
    item = {name: value for name, value in fields.items() if value}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def to_ris(citation: Citation) -> str:
    """Return a citation as RIS: one tag a line, ended by ER; no value has a line break."""
    date = csl_date(citation.issued)
    parts = date["date-parts"][0] if date else []
    fields = (
        ("TY", "DATA"),
        ("ID", citation.key),
        ("AU", citation.author),
        ("TI", citation.title),
        ("T2", citation.container),
        ("PY", str(parts[0]) if parts else ""),
        ("DA", _ris_date(parts) if parts else ""),
        ("ET", citation.version),
        ("LA", citation.lang),
        ("UR", citation.url),
        ("N1", citation.note),
    )
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _ris_date(parts: list[int]) -> str:
    """Return YYYY/MM/DD/ with what is unknown left empty, as RIS has it."""
    year, month, day = [*parts, 0, 0][:3]
    return f"{year:04}/{f'{month:02}' if month else ''}/{f'{day:02}' if day else ''}/"


def to_bibtex(citation: Citation) -> str:
    """Return a citation as a BibTeX entry that biber reads too; accents are LaTeX's, in ASCII.

    `year` stands only where it is known; `eventdate` is biblatex's, whose dates are EDTF.
    """
    issued, event = csl_date(citation.issued), csl_date(citation.event_date)
    author, title = _latex(citation.author), _latex(citation.title)
    fields = {
        # Twice in braces: a body is no list of names, a title keeps its capitals.
        "author": f"{{{author}}}" if author else "",
        "title": f"{{{title}}}",
        "howpublished": _latex(citation.container),
        "year": str(issued["date-parts"][0][0]) if issued else "",
        "date": citation.issued if issued else "",
        "version": _latex(citation.version),
        "eventdate": citation.event_date if event else "",
        "url": _plain_url(citation.url),
        "langid": {"fr": "french", "en": "english"}.get(citation.lang, ""),
        "note": _latex(citation.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(citation.key)},", *lines, "}", ""])


def to_text(citation: Citation) -> str:
    """Return a citation as one plain line to copy."""
    issued = ", ".join(part for part in (citation.container, citation.version) if part)
    parts = (citation.author, citation.title, citation.note, issued, citation.url)
    return ". ".join(_one_line(part).rstrip(".") for part in parts if part) + "\n"


_WRITERS: Final[Mapping[str, Callable[[Citation], str]]] = {
    BIBTEX.name: to_bibtex,
    RIS.name: to_ris,
    CSL_JSON.name: to_csl,
    PLAIN_TEXT.name: to_text,
}


def _one_line(text: str) -> str:
    """Return text without line breaks or other control characters, single-spaced."""
    # Not str.split(): it would also divide at the no-break space that French has before a colon.
    kept = "".join(" " if unicodedata.category(c) in _BREAKS else c for c in text)
    return re.sub(" {2,}", " ", kept).strip(" ")


_BREAKS: Final = ("Cc", "Zl", "Zp")
_LATEX: Final = {
    # BibTeX counts braces even behind a backslash: these have names instead.
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
    "<": r"{\textless}", ">": r"{\textgreater}", "|": r"{\textbar}",
    "«": r"{\guillemotleft}", "»": r"{\guillemotright}",
    "“": r"{\textquotedblleft}", "”": r"{\textquotedblright}",
    "‘": r"{\textquoteleft}", "’": r"{\textquoteright}",  # noqa: RUF001 - they are meant
    "–": r"{\textendash}", "—": r"{\textemdash}", "…": r"{\ldots}",  # noqa: RUF001 - the same
    "œ": r"{\oe}", "Œ": r"{\OE}", "æ": r"{\ae}", "Æ": r"{\AE}", "ß": r"{\ss}",
    "ø": r"{\o}", "Ø": r"{\O}", "\u00a0": "~", "\u202f": "~",
}  # fmt: skip
# Combining marks and LaTeX's commands for them.
_MARKS: Final = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0307": ".",
    "\u0308": '"', "\u030a": "r ", "\u030c": "v ", "\u0327": "c ",
}  # fmt: skip


def _latex(text: str) -> str:
    """Return text as LaTeX; a letter that it has no command for stays as it is, in UTF-8."""
    written = "".join(_latex_character(character) for character in _one_line(text))
    return re.sub(r"([-'`,])(?=\1)", r"\1{}", written)  # two in a row would be one sign


def _latex_character(character: str) -> str:
    if character in _LATEX:
        return _LATEX[character]
    letter, mark = (*unicodedata.normalize("NFD", character), "", "")[:2]
    if mark not in _MARKS or not letter.isascii():
        return character
    dotless = rf"\{letter}" if letter in "ij" and mark != "\u0327" else letter
    return rf"{{\{_MARKS[mark]}{dotless}}}"


def _key(text: str) -> str:
    """Return a citation key that every BibTeX reads."""
    return re.sub(r"[^A-Za-z0-9:-]+", "-", text).strip("-") or "hdhgraph"


def _plain_url(url: str) -> str:
    """Return a URL in which nothing can end a field."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~")

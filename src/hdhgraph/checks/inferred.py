"""Is the inferred graph what follows from the rest?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from hdhgraph import inference
from hdhgraph.checks.codes import found
from hdhgraph.checks.findings import Finding
from hdhgraph.checks.places import Place, Places

if TYPE_CHECKING:
    from hdhgraph.checks.step import Checked

__all__ = ["of_project"]

_GRAPH: Final = ox.NamedNode(inference.GRAPH)


def of_project(checked: Checked) -> list[Place]:
    """Return one finding where it is not: at the first triple too many, else at the start."""
    asserted = ox.Store()
    asserted.bulk_extend(quad for quad in checked.store if quad.graph_name != _GRAPH)
    wanted, stated = inference.infer(asserted), inference.stated(checked.store)
    if wanted == stated:
        return []
    path = checked.project.inferred
    if not path.is_file():
        return [Place(found("HG-INFERRED"), path)]
    places = Places([path])
    too_many = [places.of(_finding(triple)) for triple in set(stated) - set(wanted)]
    known = [each for each in too_many if each.line is not None]
    if known:
        return [min(known, key=lambda each: (each.line or 0, each.column or 0))]
    return [Place(found("HG-INFERRED"), path, 1, 1)]


def _finding(triple: ox.Triple) -> Finding:
    told = found("HG-INFERRED")
    focus = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else None
    return Finding(
        told.code, told.severity, told.messages, focus, triple.predicate.value, str(triple.object),
        hints=told.hints,
    )  # fmt: skip

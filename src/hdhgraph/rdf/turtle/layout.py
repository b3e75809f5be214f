"""A document -> text in the house style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.turtle.model import (
    Blank,
    Collection,
    Directive,
    Graph,
    Leaf,
    Raw,
    Statement,
)
from hdhgraph.rdf.turtle.order import in_order, sorted_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hdhgraph.rdf.turtle.model import Document, Group, Node

__all__ = ["WIDTH", "lay_out"]

WIDTH: Final = 100
_INDENT: Final = "    "


def lay_out(document: Document) -> str:
    """Return a document's text; the same document gives the same text."""
    head = _head(document)
    # Without a head a directive stands where it must stay.
    items = [each for each in document.items if head is None or not isinstance(each, Directive)]
    lines = head or []
    previous: Statement | Directive | Graph | Raw | None = None
    for item in items:
        is_run = isinstance(item, Directive) and isinstance(previous, Directive)
        if lines and not (is_run and not item.before):
            lines.append("")
        lines += _item(item)
        previous = item
    if document.left:
        lines += ["", *document.left]
    text = "\n".join(lines).strip("\n")
    return text + "\n" if text else ""


def _head(document: Document) -> list[str] | None:
    """Return the banner and the directives in the one order, only those used.

    None where that could change what the document says, or part a comment from what it is about.
    """
    ordered = in_order(document)
    if ordered is None:
        return None
    banner, directives = ordered
    while banner and not banner[-1]:
        banner.pop()
    lines = [*banner, ""] if banner and directives else banner
    for each in directives:
        lines += _directive(each)
    return lines


def _directive(each: Directive) -> list[str]:
    word = f"@prefix {each.name}" if each.name else "@base"
    return [*each.before, f"{word} {each.iri} .{_behind(each.after)}"]


def _behind(comment: str) -> str:
    return f" {comment}" if comment else ""


def _item(item: Statement | Directive | Graph | Raw, depth: int = 0) -> list[str]:
    if isinstance(item, Directive):
        return _directive(item)
    if isinstance(item, Graph):
        return _graph(item)
    before = _indented(item.before, depth)
    if isinstance(item, Raw):
        return [*before, _INDENT * depth + item.text + _behind(item.after)]
    return [*before, *_statement(item, depth)]


def _indented(comments: Sequence[str], depth: int) -> list[str]:
    return [_INDENT * depth + comment if comment else "" for comment in comments]


def _graph(graph: Graph) -> list[str]:
    """Return a graph: what it states is one step from the margin."""
    head = [*graph.before, f"GRAPH {graph.name} {{" if graph.name else "{"]
    if not (graph.items or graph.left or graph.opened):
        return [*head[:-1], f"{head[-1]} }}{_behind(graph.after)}"]
    head[-1] += _behind(graph.opened)
    parts = [_item(each, 1) for each in graph.items]
    parts += [_indented(graph.left, 1)] if graph.left else []
    lines = [line for part in parts for line in ("", *part)]
    return [*head, *lines[1:], f"}}{_behind(graph.after)}"]


def _statement(statement: Statement, depth: int) -> list[str]:
    pad = _INDENT * depth
    subject = _node(statement.subject, depth, WIDTH - len(pad))
    subject[0] = pad + subject[0]
    groups = sorted_groups(statement.groups, statement.left)
    last = " ." + _behind(statement.after)
    if not groups:
        return _ended(
            [*subject[:-1], subject[-1] + (last if not statement.left else "")], statement, depth
        )
    end = " ;" if len(groups) > 1 or statement.left else " ."
    lines: list[str] = []
    on_one_line = _one_line(groups[0], f"{subject[-1]} ", end)
    if on_one_line and (groups[0].verb == "a" or len(groups) == 1):
        subject[-1] = on_one_line
        groups = groups[1:]
    for position, group in enumerate(groups, start=1):
        is_last = position == len(groups) and not statement.left
        lines += _group(group, depth + 1, " ." if is_last else " ;")
    return _ended([*subject, *lines], statement, depth)


def _ended(lines: list[str], statement: Statement, depth: int) -> list[str]:
    """Add the comments before a full stop, and then the full stop on a line of its own."""
    if not statement.left:
        return lines
    pad = _INDENT * (depth + 1)
    return [*lines, *(pad + each for each in statement.left), f"{pad}.{_behind(statement.after)}"]


def _one_line(group: Group, start: str, end: str) -> str | None:
    """Return a group on one line with what it follows; None where it does not fit or must not."""
    flats = [_flat(each) for each in group.objects]
    has_comments = group.before or any(each.before for each in group.objects)
    if has_comments or any(each.after for each in group.objects[:-1]):
        return None
    if any(flat is None for flat in flats):
        return None
    line = f"{start}{group.verb} " + ", ".join(flat for flat in flats if flat) + end
    return line + _behind(group.objects[-1].after) if len(line) <= WIDTH else None


def _flat(node: Node) -> str | None:
    """Return a node on one line, its own comments apart; None where it takes several lines."""
    if isinstance(node, Leaf):
        return None if "\n" in node.text else node.text
    if node.left:
        return None
    if isinstance(node, Blank):
        return _flat_blank(node)
    flats = [None if each.before or each.after else _flat(each) for each in node.items]
    if None in flats or sum(isinstance(each, Blank) for each in node.items) > 1:
        return None
    return " ".join(["(", *(flat for flat in flats if flat), ")"])


def _flat_blank(node: Blank) -> str | None:
    """Return a blank node of at most one property on one line."""
    if not node.groups:
        return "[]"
    if len(node.groups) > 1 or node.groups[0].objects[-1].after:
        return None
    line = _one_line(node.groups[0], "[ ", " ]")
    return None if line is None or "\n" in line else line


def _group(group: Group, depth: int, end: str) -> list[str]:
    """Return a predicate and its objects as lines, the predicate `depth` steps from the margin."""
    pad = _INDENT * depth
    comments = [pad + comment for comment in group.before]
    one = _one_line_of(group, pad, end)
    if one is not None:
        return [*comments, one]
    if _is_hugging(group.objects):
        return [*comments, *_hugged(group, depth, end)]
    lines = [pad + group.verb]
    for position, node in enumerate(group.objects, start=1):
        mark = "," if position < len(group.objects) else end
        lines += _placed(node, depth + 1, mark)
    return comments + lines


def _one_line_of(group: Group, pad: str, end: str) -> str | None:
    before, group.before = group.before, []
    line = _one_line(group, pad, end)
    group.before = before
    return line


def _is_hugging(objects: Sequence[Node]) -> bool:
    """Tell whether objects open on their predicate's line: brackets, or one text of many lines.

    Several pairs of brackets that each fit on a line stand on lines of their own.
    """
    if any(each.before for each in objects) or any(each.after for each in objects[:-1]):
        return False
    if len(objects) == 1 and isinstance(objects[0], Leaf):
        return "\n" in objects[0].text
    is_one = len(objects) == 1 or any(_flat(each) is None for each in objects)
    return is_one and all(isinstance(each, Blank | Collection) for each in objects)


def _hugged(group: Group, depth: int, end: str) -> list[str]:
    lines = [_INDENT * depth + group.verb + " "]
    for position, node in enumerate(group.objects, start=1):
        first, *rest = _broken(node, depth)
        lines[-1] += first
        lines += rest
        lines[-1] += ", " if position < len(group.objects) else end
    lines[-1] += _behind(group.objects[-1].after)
    return lines


def _placed(node: Node, depth: int, mark: str = "") -> Iterator[str]:
    """Yield the lines of a node that stands alone on its line, its comments around it."""
    pad = _INDENT * depth
    for comment in node.before:
        yield pad + comment
    first, *rest = _node(node, depth, WIDTH - len(pad) - len(mark))
    lines = [pad + first, *rest]
    lines[-1] += mark + _behind(node.after)
    yield from lines


def _node(node: Node, depth: int, room: int) -> list[str]:
    """Return a node's lines, the first without its indent: one where it fits in so much room."""
    flat = _flat(node)
    return [flat] if flat is not None and len(flat) <= room else _broken(node, depth)


def _broken(node: Node, depth: int) -> list[str]:
    """Return a node's lines, the first without its indent, brackets opened."""
    if isinstance(node, Leaf):
        return [node.text]
    inner = _INDENT * (depth + 1)
    left = [inner + comment for comment in node.left]
    if isinstance(node, Collection):
        items = [line for each in node.items for line in _placed(each, depth + 1)]
        lines = ["(", *items, *left, _INDENT * depth + ")"]
        return lines if node.items or left else ["( )"]
    groups = sorted_groups(node.groups, node.left)
    lines = ["["]
    for position, group in enumerate(groups, start=1):
        lines += _group(group, depth + 1, " ;" if position < len(groups) else "")
    return [*lines, *left, _INDENT * depth + "]"] if groups or left else ["[]"]

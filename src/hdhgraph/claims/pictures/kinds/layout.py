"""Where the nodes of a map stand: a force layout of plain Python, the same on every run.

Nodes begin where the digests of their names put them, so that a graph which has changed a little
looks like it did; then they push each other away, edges pull (Fruchterman and Reingold 1991), and
boxes that still overlap are moved apart. Parts that no edge joins are laid out one by one, and then
set in rows like words.
"""

from __future__ import annotations

import functools
import hashlib
import math
from typing import Final

__all__ = ["place_nodes"]

_DISTANCE: Final = 66.0  # between neighbours, in pixels
_PAIRS: Final = 1_100_000  # how many pairs of nodes are looked at in all
_MOST_ROUNDS: Final = 260
_FEWEST_ROUNDS: Final = 12
# To the middle of a part: the more nodes push, the more it takes to keep them together.
_PULL: Final = 0.03
_GAP: Final = 20.0
_APART: Final = 48.0  # between parts that nothing joins
_ASPECT: Final = 1.35  # pictures are wider than high
_SWEEPS: Final = 160


@functools.lru_cache(maxsize=64)
def place_nodes(
    names: tuple[str, ...],
    sizes: tuple[tuple[float, float], ...],
    edges: frozenset[tuple[int, int]],
) -> tuple[tuple[float, float], ...]:
    """Return the middle of each node; `sizes` are widths and heights, `edges` pairs of indices.

    The upper left corner of all of them is (0, 0), and no two overlap as far as sweeps allow.
    """
    spots: dict[int, tuple[float, float]] = {}
    parts = [_settled(part, names, sizes, edges) for part in _parts(len(names), edges)]
    area = sum((wide + _APART) * (high + _APART) for _, wide, high in parts)
    row = max([math.sqrt(area * _ASPECT), *(wide for _, wide, _ in parts)])
    x = y = deepest = 0.0
    for own, wide, high in sorted(parts, key=lambda part: (-part[2], min(part[0]))):
        if x and x + wide > row:
            x, y, deepest = 0.0, y + deepest + _APART, 0.0
        spots |= {i: (round(x + own[i][0], 1), round(y + own[i][1], 1)) for i in own}
        x, deepest = x + wide + _APART, max(deepest, high)
    return tuple(spots[i] for i in range(len(names)))


def _parts(count: int, edges: frozenset[tuple[int, int]]) -> list[list[int]]:
    """Return the nodes of each part of the graph that edges hold together."""
    near: list[list[int]] = [[] for _ in range(count)]
    for i, j in sorted(edges):
        near[i].append(j)
        near[j].append(i)
    parts, seen = [], set()
    for start in range(count):
        if start in seen:
            continue
        part, waiting = [], [start]
        seen.add(start)
        while waiting:
            node = waiting.pop()
            part.append(node)
            waiting += [each for each in near[node] if each not in seen]
            seen.update(near[node])
        parts.append(sorted(part))
    return parts


def _settled(
    part: list[int],
    names: tuple[str, ...],
    sizes: tuple[tuple[float, float], ...],
    edges: frozenset[tuple[int, int]],
) -> tuple[dict[int, tuple[float, float]], float, float]:
    """Lay out one part; return its nodes' middles from its upper left corner, width and height."""
    index = {node: position for position, node in enumerate(part)}
    own = sorted((index[i], index[j]) for i, j in edges if i in index)
    boxes = tuple(sizes[node] for node in part)
    spots = [_start(names[node], len(part)) for node in part]
    # The share of a part in the work goes by its pairs, so that all parts together stay bounded.
    rounds = max(_FEWEST_ROUNDS, min(_MOST_ROUNDS, _PAIRS * 2 // max(1, len(part) ** 2)))
    heat = _DISTANCE * math.sqrt(len(part)) / 3
    for step in range(rounds):
        _move(spots, own, heat * (1 - step / rounds) ** 1.5 + 0.5)
    spots = [[x * _ASPECT, y] for x, y in spots]
    _push_apart(spots, boxes)
    left = min(x - wide / 2 for (x, _), (wide, _) in zip(spots, boxes, strict=True))
    top = min(y - high / 2 for (_, y), (_, high) in zip(spots, boxes, strict=True))
    right = max(x + wide / 2 for (x, _), (wide, _) in zip(spots, boxes, strict=True))
    low = max(y + high / 2 for (_, y), (_, high) in zip(spots, boxes, strict=True))
    middles = {node: (x - left, y - top) for node, (x, y) in zip(part, spots, strict=True)}
    return middles, right - left, low - top


def _start(name: str, count: int) -> list[float]:
    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    angle = int.from_bytes(digest[:4], "big") / 2**32 * 2 * math.pi
    away = math.sqrt(int.from_bytes(digest[4:8], "big") / 2**32) * _DISTANCE * math.sqrt(count) / 2
    return [away * math.cos(angle), away * math.sin(angle)]


def _move(spots: list[list[float]], edges: list[tuple[int, int]], heat: float) -> None:
    """Let all forces act once; nothing moves further than `heat`."""
    count = len(spots)
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    pull = _PULL * max(1.0, count / 40)
    fx, fy = [-pull * x for x in xs], [-pull * y for y in ys]
    strength = _DISTANCE * _DISTANCE
    for i in range(count):
        x, y, sum_x, sum_y = xs[i], ys[i], 0.0, 0.0
        for j in range(i + 1, count):
            dx, dy = x - xs[j], y - ys[j]
            force = strength / (dx * dx + dy * dy + 0.01)
            dx *= force
            dy *= force
            sum_x += dx
            sum_y += dy
            fx[j] -= dx
            fy[j] -= dy
        fx[i] += sum_x
        fy[i] += sum_y
    for i, j in edges:
        dx, dy = xs[i] - xs[j], ys[i] - ys[j]
        force = math.hypot(dx, dy) / _DISTANCE
        fx[i] -= dx * force
        fy[i] -= dy * force
        fx[j] += dx * force
        fy[j] += dy * force
    for spot, force_x, force_y in zip(spots, fx, fy, strict=True):
        size = math.hypot(force_x, force_y) or 1.0
        reach = min(size, heat) / size
        spot[0] += force_x * reach
        spot[1] += force_y * reach


def _push_apart(spots: list[list[float]], sizes: tuple[tuple[float, float], ...]) -> None:
    """Move boxes that overlap apart, along the shorter way, until none do."""
    widest = max(wide for wide, _ in sizes) + _GAP
    for _ in range(_SWEEPS):
        order = sorted(range(len(spots)), key=lambda i: (spots[i][0], i))
        moved = False
        for rank, i in enumerate(order):
            for j in order[rank + 1 :]:
                if spots[j][0] - spots[i][0] > widest:
                    break
                moved = _part_two(spots, sizes, i, j) or moved
        if not moved:
            return


def _part_two(
    spots: list[list[float]], sizes: tuple[tuple[float, float], ...], i: int, j: int
) -> bool:
    (xi, yi), (xj, yj) = spots[i], spots[j]
    over_x = (sizes[i][0] + sizes[j][0]) / 2 + _GAP - abs(xi - xj)
    over_y = (sizes[i][1] + sizes[j][1]) / 2 + _GAP - abs(yi - yj)
    if over_x <= 0 or over_y <= 0:
        return False
    axis, over = (0, over_x) if over_x < over_y else (1, over_y)
    sign = 1 if spots[i][axis] >= spots[j][axis] else -1
    spots[i][axis] += sign * (over / 2 + 0.1)
    spots[j][axis] -= sign * (over / 2 + 0.1)
    return True

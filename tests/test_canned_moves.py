"""Who answers whom: each move belongs to the claim of whoever makes it."""

from __future__ import annotations

from canned import ask, pick
from invented import claim, invented, place


def test_every_kind_of_move_between_two_speakers_is_told() -> None:
    """Replies, disputes, limits, support, and what is cited as evidence, in both languages."""
    moves = {
        "citesAsEvidence": ("cites as evidence", "cite à l'appui"),
        "disputes": ("disputes", "conteste"),
        "qualifies": ("qualifies", "nuance"),
        "repliesTo": ("replies to", "répond à"),
        "supports": ("supports", "appuie"),
    }
    graph = "<proposition/it> a hg:Proposition ; schema:about topic:hosting ."
    graph += claim("heard", "regulator", "it") + place("paper", 5, "heard")
    for start, move in enumerate(moves, 100):
        graph += claim(move, "paper", "it", more=f"cito:{move} <claim/heard>")
        graph += place("paper", start, move, "own-voice")
    graph += claim("own", "regulator", "it", more="cito:supports <claim/heard>")
    graph += place("paper", 50, "own")
    store = invented(graph)
    for position, lang in enumerate(("en", "fr")):
        found = ask(store, "who-answers-whom", lang=lang)
        expected = {
            (f"cito:{move}", names[position], f"claim/{move}", "actor/paper", "claim/heard")
            for move, names in moves.items()
        }
        assert expected == pick(found, "move", "moveLabel", "claim", "speaker", "other")

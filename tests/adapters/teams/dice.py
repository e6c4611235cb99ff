"""Strategies for malformed bodies, with their weights."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.adapters.teams.receiving.bodies import Change, PostedBody

NOT_OBJECTS: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, 2**70, "", " ", "go_on", [], [[]], ["go_on"], [{"verb": "go_on"}]),
)
ODD: tuple[Any, ...] = (
    *NOT_OBJECTS,
    *("\u0000", "\u202e", "\ud83d", "\U0001f622", {}, {"a": {"b": {}}}, "x" * 600, "x" * 2_000),
    *("../../x?y=1#z", "28:", "a:1", "{{x}}", "message", "invoke", "typing", "conversationUpdate"),
    *("personal", "groupChat", "add", "remove", "msteams", "webchat", "https://example.org/"),
    *("submit_report", "decide_escalation", "open_report", "stop", "go on", "my reports", "help"),
)
DEEP: Any = json.loads('{"a":' * 200 + "[]" + "}" * 200)
KINDS = {
    "says": 3,
    "presses": 6,
    "forges": 5,
    "steals": 4,
    "executes": 6,
    "invokes": 3,
    "arrives": 2,
    "tells": 2,
}
FAULTS = {
    "none": 3,
    "another value": 3,
    "one part": 12,
    "three parts": 2,
    "scrap": 1,
    "something else": 1,
}
"""A single broken part gets further into the code than many."""
FAULTY_PARTS = {"one part": 1, "three parts": 3}
WHERE = {"value": 1, "in value": 5, "trusted": 4, "anywhere": 2}
ACTS = {"drop": 2, "put": 6, "wrap": 1, "add": 1}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def thrown(seed: int, odd: Any, scrap: bytes) -> PostedBody:
    """Draws a body from one seed: hypothesis prefers the first of several choices far too often."""
    dice = Random(repr((seed, odd, scrap)))

    def one_of(weights: Mapping[str, int]) -> Any:
        return dice.choices(list(weights), list(weights.values()))[0]

    def change(where: str, values: Sequence[Any]) -> Change:
        return Change(where, dice.random(), one_of(ACTS), dice.choice(values))  # type: ignore[arg-type]

    fault = one_of(FAULTS)
    values = [*ODD, *NOT_OBJECTS, odd, odd, DEEP]
    changes = [change(one_of(WHERE), values) for _ in range(FAULTY_PARTS.get(fault, 0))]
    whole = [Change("value", 0, "put", dice.choice([odd, *NOT_OBJECTS]))]
    return PostedBody(
        who=dice.randrange(3),
        kind=one_of(KINDS),
        which=dice.random(),
        changes=whole if fault == "another value" else changes,
        scrap_at=dice.random(),
        scrap=scrap if fault == "scrap" else b"",
        instead=(odd,) if fault == "something else" else (),
    )


BODIES = st.builds(thrown, st.integers(0, 2**64), ANY_JSON, st.binary(max_size=3))

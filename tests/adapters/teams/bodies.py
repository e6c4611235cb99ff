"""Bodies as nobody would send them: real activities with parts changed, and JSON of any kind."""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from tests.stand_ins.activities import TENANT_ID, Activity

Path = tuple[str | int, ...]

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, "", " ", "\u0000", "\u202e", "\ud83d", "\U0001f622", [], {}, [[]]),
    *("x" * 600, "x" * 2_000, 2**70, {"a": {"b": {}}}, "../../x?y=1#z", "28:", "a:1", "{{x}}"),
    *(
        "message",
        "invoke",
        "typing",
        "installationUpdate",
        "conversationUpdate",
        "adaptiveCard/action",
    ),
    *("personal", "groupChat", "add", "remove", "msteams", "webchat", "https://example.org/"),
    *("submit_report", "decide_escalation", "open_report", "stop", "go on", "my reports", "help"),
)
UNREAD = ("localTimestamp", "textFormat", "entities", "attachments", "locale")
TRUSTED = ("value", "from", "channelData")
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


@dataclass(frozen=True)
class Change:
    """One thing done to one part of an activity."""

    at: int
    """Which part, counted through all that we read of it and round again."""
    act: Literal["drop", "put", "wrap", "add"]
    value: Any

    def __call__(self, activity: Activity) -> None:
        """Does it."""
        everywhere = list(_paths(activity))
        # What says who it is and what was pressed is where most could go wrong.
        paths = [*everywhere, *(path for path in everywhere if path[0] in TRUSTED for _ in "123")]
        if not paths:
            return
        *way, last = paths[self.at % len(paths)]
        place: Any = activity
        for step in way:
            place = place[step]
        if self.act == "drop":
            del place[last]
        elif self.act == "wrap":
            place[last] = [place[last]]
        elif self.act == "add" and isinstance(place, dict):
            place[f"{last}Too"] = deepcopy(self.value)
        else:
            place[last] = deepcopy(self.value)


@dataclass(frozen=True)
class Body:
    """What to post: who posts which of the things they could, and what is wrong with it."""

    who: int
    what: int
    changes: Sequence[Change]
    bytes_at: int
    bytes_put: bytes
    instead: Any
    is_instead: bool

    def of(self, choices: Sequence[Activity]) -> bytes:
        """The bytes, made from one of those activities."""
        if self.is_instead:
            return json.dumps(self.instead).encode()
        activity = deepcopy(choices[self.what % len(choices)])
        for change in self.changes:
            change(activity)
        raw = json.dumps(activity).encode()
        at = self.bytes_at % len(raw)
        return raw[:at] + self.bytes_put + raw[at + len(self.bytes_put) :]


NUMBERS = st.integers(0, 10_000)
CHANGES = st.builds(
    Change,
    NUMBERS,
    st.sampled_from(["drop", "put", "put", "wrap", "add"]),
    st.one_of(st.sampled_from(ODD), ANY_JSON),
)
BODIES = st.builds(
    Body,
    who=NUMBERS,
    what=NUMBERS,
    changes=st.integers(0, 7).flatmap(
        lambda n: st.lists(CHANGES, min_size=n > 1, max_size=1 + n % 3)
    ),
    bytes_at=NUMBERS,
    bytes_put=st.integers(0, 9).flatmap(lambda n: st.binary(max_size=3 * (n == 9))),
    instead=ANY_JSON,
    is_instead=st.integers(0, 9).map(lambda number: number == 9),
)


def may_change_something(raw: bytes) -> bool:
    """Whether it reads as something that one of our people did."""
    try:
        body = json.loads(raw)
        kind, person = body["type"], body["from"]["aadObjectId"]
        tenant = body["channelData"]["tenant"]["id"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
    acts = ("message", "invoke", "installationUpdate", "conversationUpdate")
    is_ours = isinstance(tenant, str) and tenant.lower() == TENANT_ID
    return kind in acts and isinstance(person, str) and person != "" and is_ours


def _paths(part: Any, above: Path = ()) -> Iterator[Path]:
    """The way to each part of it."""
    inside = part.items() if isinstance(part, dict) else enumerate(part)
    for step, inner in list(inside):
        if step in UNREAD:
            continue
        yield (*above, step)
        if isinstance(inner, dict | list):
            yield from _paths(inner, (*above, step))

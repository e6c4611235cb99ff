"""Malformed bodies: real activities with mutated parts, or other bytes."""

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from tests.adapters.teams.shells import Kind
from tests.stand_ins.activities import Activity

Path = tuple[str | int, ...]

DEEPEST = 8
"""Maximum depth of a mutation."""
UNREAD = ("localTimestamp", "textFormat", "entities", "attachments", "locale")
TRUSTED = ("from", "channelData", "conversation", "serviceUrl", "channelId", "type", "id")


@dataclass(frozen=True)
class Change:
    """One mutation of one part of an activity."""

    where: Literal["value", "in value", "trusted", "anywhere"]
    at: float
    """Position among the parts, from 0 for the first to 1 for the last."""
    act: Literal["drop", "put", "wrap", "add"]
    value: Any

    def __call__(self, activity: Activity) -> None:
        """Applies the mutation."""
        meant = [(path, inner) for path, inner in _parts(activity) if self._is_meant(path)]
        # What holds other parts is where most could go wrong.
        paths = [path for path, inner in meant for _ in range(3 if _holds(inner) else 1)]
        if not paths:
            return
        *way, last = paths[int(self.at * len(paths))]
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

    def _is_meant(self, path: Path) -> bool:
        match self.where:
            case "value":
                return path == ("value",)
            case "in value":
                return path[0] == "value" and len(path) > 1
            case "trusted":
                return path[0] in TRUSTED
            case "anywhere":
                return True


@dataclass(frozen=True)
class PostedBody:
    """A body to post: its author, its activity and its mutations."""

    who: int
    kind: Kind
    which: float
    changes: Sequence[Change]
    scrap_at: float
    scrap: bytes
    """Bytes that overwrite a part of the body."""
    instead: tuple[Any, ...]
    """A body unrelated to any activity, if any."""

    def of(self, shells: Callable[[Kind], Sequence[Activity]]) -> bytes:
        """The bytes, made from one of those activities."""
        if self.instead:
            return json.dumps(self.instead[0]).encode()
        choices = shells(self.kind)
        activity = deepcopy(choices[int(self.which * len(choices))])
        for change in self.changes:
            change(activity)
        raw = json.dumps(activity).encode()
        at = int(self.scrap_at * len(raw))
        return raw[:at] + self.scrap + raw[at + len(self.scrap) :]


def _holds(part: Any) -> bool:
    return isinstance(part, dict | list)


def _parts(part: Any, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each part of it, and the way there."""
    inside = part.items() if isinstance(part, dict) else enumerate(part)
    for step, inner in inside:
        if step in UNREAD:
            continue
        yield (*above, step), inner
        if _holds(inner) and len(above) < DEEPEST:
            yield from _parts(inner, (*above, step))

"""What became of each report of a day: as it is kept, and as its reporter reads it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody, said
from tests.words import email_state, words

SENT = email_state("sent")
DECIDES = "decide_on_escalation"
AT_ONCE = ("urgent", "emergency")
WAITS = {"high": timedelta(hours=2), "standard": timedelta(days=1)}
"""In the middle of a week a working day ends a day later."""


@dataclass(frozen=True)
class Story:
    """One report, by what is kept and by what people and Security have."""

    id: str
    reference: str
    level: str
    stage: str
    reporter: Somebody
    leader_id: str | None
    leader_mail: str | None
    deputy_id: str | None
    made_at: datetime
    events: Sequence[tuple[str, datetime]]

    def at(self, *kinds: str) -> list[datetime]:
        """When any of these happened."""
        return [at for kind, at in self.events if kind in kinds]

    def holder(self, who: str) -> str | None:
        """The leader, or the deputy."""
        return self.leader_id if who == "leader" else self.deputy_id

    @property
    def due_at(self) -> datetime:
        """By when it is to be handed over, if Graph can be reached."""
        if self.level in AT_ONCE or self.leader_id is None:
            return self.made_at
        hastened = self.at("leader-approve", "sent-without-waiting")
        return min([*hastened, self.made_at + WAITS[self.level]])


def stories_of(bot: OverGraph, people: Iterable[Somebody]) -> list[Story]:
    """Every report that was made."""
    by_id = {it.member.object_id: it for it in people}
    kept = {row["report_id"]: row for row in bot.rows("escalations")}
    events = bot.rows("events")
    stories = []
    for row in bot.rows("reports"):
        escalation = json.loads(kept[row["id"]]["document"])
        mine = [it for it in events if it["report_id"] == row["id"]]
        stories.append(
            Story(
                id=row["id"],
                reference=row["reference"],
                level=row["level"],
                stage=kept[row["id"]]["stage"],
                reporter=by_id[row["reporter_id"]],
                leader_id=_told(escalation),
                leader_mail=(escalation["leader"] or {}).get("email"),
                deputy_id=(escalation["deputy"] or {}).get("id"),
                made_at=_time(row["submitted_at"]),
                events=[(it["kind"], _time(it["at"])) for it in mine],
            )
        )
    return stories


def newest_status(reporter: Somebody, reference: str) -> str:
    """What the newest card about their report says to somebody; empty without one."""
    title = re.compile(f"(?m)^{re.escape(words('status.title', reference=reference))}$")
    told = (said(shown.current) for shown in reversed(reporter.shown))
    return next((text for text in told if title.search(text)), "")


def _told(escalation: Mapping[str, Any]) -> str | None:
    if escalation["leader_state"] == "not-told":
        return None
    leader = escalation["leader"] or {}
    return leader.get("id") or leader.get("email") or "nobody"


def _time(kept: str) -> datetime:
    return datetime.fromisoformat(kept).replace(tzinfo=UTC)

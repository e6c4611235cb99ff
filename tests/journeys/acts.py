"""What can be done to one report, as the values that its buttons carry."""

from collections.abc import Mapping
from typing import Any

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.activities import Activity
from tests.stand_ins.teams import Delivered

Act = Mapping[str, Any]

REPORTER_LOOKS: Mapping[str, Act] = {
    "open": {"verb": "open_report"},
    "text": {"verb": "show_entry_text", "system": "noggin"},
    "tick": {"verb": "tick_off", "system": "noggin"},
}
REPORTER_ENDS: Mapping[str, Act] = {
    "send": {"verb": "send_without_waiting"},
    "withdraw": {"verb": "withdraw"},
}
LEADER_LOOKS: Mapping[str, Act] = {
    "details": {"verb": "show_details"},
    "sure-details": {"verb": "show_details", "is_sure": True},
    "card": {"verb": "show_leader_card"},
}
LEADER_ENDS: Mapping[str, Act] = {
    "approve": {"verb": "decide_on_escalation", "decision": "approve"},
    "decline": {"verb": "decide_on_escalation", "decision": "decline", "input.reason": "Solved."},
    "not-me": {"verb": "say_not_me", "why": "cannot"},
}
OF_REPORTER = {**REPORTER_LOOKS, **REPORTER_ENDS}
OF_LEADER = {**LEADER_LOOKS, **LEADER_ENDS}


async def tries(somebody: Somebody, act: Act, report_id: str) -> Delivered:
    """Does it to that report, whosever it is."""
    return await somebody.sends({**act, "report_id": report_id})


async def tries_all(somebody: Somebody, acts: Mapping[str, Act], report_id: str) -> str:
    """Does all of them, one after the other; each answer once."""
    answers: dict[str, None] = {}
    for act in acts.values():
        await tries(somebody, act, report_id)
        answers[somebody.answer] = None
    return "\n".join(answers)


async def tries_from_elsewhere(somebody: Somebody, act: Act, report_id: str) -> str:
    """Does it as a person of the same id in another organisation; what the bot answered."""
    other = {"id": "5f0c1d0e-6a53-4f1b-9a41-0d3c2b1a0002"}
    chat = somebody.teams.opens_chat(somebody.member)
    value = {**act, "report_id": report_id}
    pressed: Activity = somebody.teams.channel.press(somebody.member, chat, "1:unknown", value)
    pressed["channelData"] = {"tenant": other}
    pressed["conversation"] = {**pressed["conversation"], "tenantId": other["id"]}
    await somebody.posts(pressed)
    return somebody.answer


def the_report(bot: Running) -> str:
    """The id of the only report."""
    (row,) = bot.rows("reports")
    return str(row["id"])


def what_stands(bot: Running) -> list[tuple[Any, ...]]:
    """Everything kept of reports and what has been done about them."""
    tables = ("reports", "escalations", "events", "tasks")
    return [tuple(row) for table in tables for row in bot.rows(table)]

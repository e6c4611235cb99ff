"""Who reports what on a day of chaos, and what becomes of it: the same for the same seed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.journeys.walks import HIGH, STANDARD, URGENT
from tests.words import fragment, words

REPORTERS = ("Aroha", "Tāmati", "Mei", "Priya", "Ioane", "Rangi")
LEADERS = ("Wiremu", "Sefina", "Ngaire")
BUSIEST = ("Wiremu", "Ngaire")
"""One leads most of the reporters, the other leads the leaders and is their deputy."""
WITHOUT_APP = "Mere"
"""Leads Rangi; a policy keeps the app from her, so no card can come."""
NEW = "Ngaire"
"""Has never seen the bot; it adds its app for her when she is first asked."""
AWAY: Mapping[str, tuple[int, int]] = {"Sefina": (90, 240), "Priya": (240, 300)}
"""Who blocks the bot, from and until which minute of the day."""
EMERGENCY = "emergency"
"""The short way: somebody is in danger now."""
SITUATIONS = (URGENT, HIGH, HIGH, STANDARD, STANDARD, EMERGENCY)
SECURITY_ONLY = words("tell.security-only")
MY_LEADER = fragment("tell.leader")
WHOM = (MY_LEADER,) * 7 + (SECURITY_ONLY, "ngaire@example.org")
HURRY, WITHDRAW = words("status.send_without_waiting"), words("status.withdraw")
THEN = ("", "", "", HURRY, WITHDRAW)
APPROVE, DECLINE, NOT_ME = words("leader.approve"), words("leader.decline"), words("leader.not-me")
ANSWERS = (APPROVE, DECLINE, NOT_ME, DECLINE, "")
"""Empty for none at all, and so is a decline above standard, where it is not offered."""
REPORTS = 30
LAST_REPORT = 525
STEP = 5


@dataclass(frozen=True)
class Plan:
    """One report: when, by whom, of what, whom to tell, and what its reporter does later."""

    at: int
    reporter: str
    situation: str
    tell: str
    then: str
    then_at: int


def plans_of(seed: int) -> Mapping[int, Sequence[Plan]]:
    """Thirty reports of all levels, by the minute in which they are made."""
    chance = Random(f"{seed}:plans")
    plans: dict[int, list[Plan]] = defaultdict(list)
    thens = chance.sample(THEN * (REPORTS // len(THEN)), REPORTS)
    for number in range(REPORTS):
        at = chance.randrange(0, LAST_REPORT, STEP)
        there = [name for name in REPORTERS if not _is_away(name, at)]
        plan = Plan(
            at=at,
            reporter=there[(number + number // len(REPORTERS)) % len(there)],
            situation=SITUATIONS[number % len(SITUATIONS)],
            tell=chance.choice(WHOM),
            then=thens[number],
            then_at=at + chance.randrange(STEP, 60, STEP),
        )
        plans[at].append(plan)
    return plans


def answer_of(seed: int, number: int, leader: str) -> tuple[int, str]:
    """What a leader does with the card about the report of that number, and how much later."""
    chance = Random(f"{seed}:{number}:{leader}")
    return chance.randrange(STEP, 100, STEP), ANSWERS[(number + seed) % len(ANSWERS)]


def _is_away(name: str, minute: int) -> bool:
    since, until = AWAY.get(name, (0, 0))
    return since <= minute < until

"""What can happen to a report on its way, as acts that can be done one after another."""

from collections.abc import Callable
from datetime import timedelta
from functools import reduce

from bot.domain.escalation import Decision, Escalation, Step, System
from bot.domain.people import Actor, Person
from tests.builders import LEA, NOON, an_actor

REPORTER, LEADER = an_actor("rea"), an_actor("lea")
LATER = NOON + timedelta(minutes=5)

Act = Callable[[Escalation], Step]
ActOf = Callable[[Actor], Act]
"""An act that somebody does; the rules say who may."""


def deciding(decision: Decision, reason: str | None = None) -> ActOf:
    return lambda who: lambda it: it.decide(decision, by=who, at=LATER, reason=reason)


def sending(who: Actor) -> Act:
    return lambda it: it.send_without_waiting(by=who, at=LATER)


def withdrawing(who: Actor) -> Act:
    return lambda it: it.withdraw(by=who, at=LATER)


def ticking(system: System) -> ActOf:
    return lambda who: lambda it: it.tick(system, by=who, at=LATER)


def found(leader: Person) -> Act:
    return lambda it: it.leader_found(leader, at=LATER)


def asked(it: Escalation) -> Step:
    return it.leader_asked(at=LATER)


def not_reached(it: Escalation) -> Step:
    return it.leader_not_reached(at=LATER)


def deadline(it: Escalation) -> Step:
    return it.deadline_passed(at=LATER)


def mailed(it: Escalation) -> Step:
    return it.mailed(at=LATER)


approving = deciding(Decision.APPROVE)
declining = deciding(Decision.DECLINE, "A customer channel deals with it")
acknowledging = deciding(Decision.ACKNOWLEDGE)
handing_back = deciding(Decision.NOT_ME)

approve, decline = approving(LEADER), declining(LEADER)
acknowledge, not_me = acknowledging(LEADER), handing_back(LEADER)
send, withdraw = sending(REPORTER), withdrawing(REPORTER)
tick_noggin, tick_kotahi = ticking(System.NOGGIN)(REPORTER), ticking(System.KOTAHI)(REPORTER)
find_lea = found(LEA)


def after(escalation: Escalation, *acts: Act) -> Escalation:
    """The escalation once all of these have happened."""
    return reduce(lambda it, act: act(it).after, acts, escalation)

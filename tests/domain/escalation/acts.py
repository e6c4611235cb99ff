"""What can happen to a report on its way, as acts that can be done one after another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce

from bot.domain.escalation import (
    UNDO_FOR,
    Addition,
    Decision,
    Escalation,
    EscalationStatus,
    LeaderState,
    MailTrouble,
    NeededFact,
    NotMe,
    SecurityLink,
    System,
    Transition,
)
from bot.domain.people import Actor, Person
from bot.domain.scenario import Level
from bot.domain.timers import Timers
from tests.builders import DEE, LEA, NOON, a_report, an_actor

REPORTER, LEADER, DEPUTY = an_actor("rea"), an_actor("lea"), an_actor("dee")
LATER = NOON + timedelta(minutes=5)
SETTLED = LATER + UNDO_FOR
"""When what was handed on later can no longer be undone."""

Act = Callable[[Escalation], Transition]
ActOf = Callable[[Actor], Act]
"""An act that somebody does; the rules say who may."""


def deciding(decision: Decision, reason: str | None = None) -> ActOf:
    return lambda who: lambda it: it.decide(decision, by=who, at=LATER, reason=reason)


def saying_not_me(why: NotMe = "cannot", at: datetime = LATER) -> ActOf:
    return lambda who: lambda it: it.hand_on(why, by=who, at=at)


def undoing(who: Actor, at: datetime = LATER) -> Act:
    return lambda it: it.take_back(by=who, at=at)


def naming(person: Person) -> ActOf:
    """The reporter names somebody outside the line."""
    return lambda who: lambda it: it.name_another(person, by=who, at=LATER)


def sending(who: Actor) -> Act:
    return lambda it: it.send_without_waiting(by=who, at=LATER)


def withdrawing(who: Actor) -> Act:
    return lambda it: it.withdraw(by=who, at=LATER)


def withdrawing_sent(who: Actor) -> Act:
    return lambda it: it.withdraw_sent(by=who, at=LATER)


def rating(who: Actor) -> Act:
    return lambda it: it.say_whether_it_helped(by=who, at=LATER)


def ticking(system: System) -> ActOf:
    return lambda who: lambda it: it.tick(system, by=who, at=LATER)


def found(leader: Person) -> Act:
    return lambda it: it.leader_found(leader, at=LATER)


def asked(it: Escalation) -> Transition:
    return it.leader_asked(at=LATER)


def not_reached(it: Escalation) -> Transition:
    return it.leader_not_reached(at=LATER)


def called(it: Escalation) -> Transition:
    return it.deputy_called(at=LATER)


def standing_in(deputy: Person) -> Act:
    return lambda it: it.deputy_found(deputy, at=LATER)


def next_in_line(person: Person) -> Act:
    """The minute is over, and the directory has somebody."""
    return lambda it: it.deputy_found(person, at=SETTLED)


def nobody_next(it: Escalation) -> Transition:
    """The minute is over, and the directory has nobody."""
    return it.deputy_not_reached(at=SETTLED)


def unseen(it: Escalation) -> Transition:
    return it.unseen(it.line_moved_at, at=LATER)


def settled(it: Escalation) -> Transition:
    return it.handing_on_settled(at=SETTLED)


def deputy_asked(it: Escalation) -> Transition:
    return it.deputy_asked(at=LATER)


def no_deputy(it: Escalation) -> Transition:
    return it.deputy_not_reached(at=LATER)


def reminded(it: Escalation) -> Transition:
    return it.reminded(at=LATER)


def deadline(it: Escalation) -> Transition:
    return it.deadline_passed(at=LATER)


def mailed(it: Escalation) -> Transition:
    return it.mailed(at=LATER)


def troubled(trouble: MailTrouble) -> Act:
    return lambda it: it.mail_troubled(trouble, at=LATER)


def unconfirmed(it: Escalation) -> Transition:
    return it.mail_unconfirmed(at=LATER)


def confirmed(it: Escalation) -> Transition:
    return it.mail_confirmed(sent_at=LATER, at=LATER)


def came_back(it: Escalation) -> Transition:
    return it.mail_came_back(at=LATER)


def again(it: Escalation) -> Transition:
    return it.mail_copy_requested(at=LATER)


def arrived(it: Escalation) -> Transition:
    return it.mail_arrived(at=LATER)


approving = deciding(Decision.APPROVE)
declining = deciding(Decision.DECLINE, "A customer channel deals with it")
acknowledging = deciding(Decision.ACKNOWLEDGE)
handing_back = deciding(Decision.NOT_ME)
"""The press of a card of release 1.1.0: it says too little to hand anything on."""
handing_on = saying_not_me()

approve, decline = approving(LEADER), declining(LEADER)
acknowledge, hand_on = acknowledging(LEADER), handing_on(LEADER)
deputy_approves, deputy_declines = approving(DEPUTY), declining(DEPUTY)
deputy_acknowledges, deputy_hands_on = acknowledging(DEPUTY), handing_on(DEPUTY)
send, withdraw = sending(REPORTER), withdrawing(REPORTER)
withdraw_sent, rate = withdrawing_sent(REPORTER), rating(REPORTER)
tick_noggin, tick_kotahi = ticking(System.NOGGIN)(REPORTER), ticking(System.KOTAHI)(REPORTER)
find_lea, find_dee = found(LEA), standing_in(DEE)
late, refused = troubled(MailTrouble.LATE), troubled(MailTrouble.REFUSED)


REOPENS_FOR = timedelta(days=7)


def a_link(
    link_id: str = "a", *, written_at: datetime = NOON, is_in_report: bool = True
) -> SecurityLink:
    """A link of Security's, by default in the mail with the report."""
    return SecurityLink(id=link_id, written_at=written_at, is_in_report=is_in_report)


def receiving(link: SecurityLink, at: datetime = LATER) -> Act:
    return lambda it: it.received(link, at=at)


def asking(*facts: NeededFact, link: SecurityLink | None = None, at: datetime = LATER) -> Act:
    return lambda it: it.more_needed(facts, link or a_link("b"), at=at)


def closing(link: SecurityLink, at: datetime = LATER) -> Act:
    return lambda it: it.closed(link, at=at, reopens_for=REOPENS_FOR)


def reopening(link: SecurityLink, at: datetime = LATER) -> Act:
    return lambda it: it.reopened(link, at=at)


received, needs_number = receiving(a_link()), asking("number")
closed, reopened = closing(a_link("c")), reopening(a_link("c"))


def after(escalation: Escalation, *acts: Act) -> Escalation:
    """The escalation once all of these have happened."""
    return reduce(lambda it, act: act(it).after, acts, escalation)


def handed_back_before(it: Escalation) -> Escalation:
    """As release 1.1.0 wrote it, where "Not me" was an answer that stood."""
    return it.replace(
        decision=Decision.NOT_ME,
        decided_at=LATER,
        decided_by="lea",
        leader_state=LeaderState.ANSWERED,
        stage=EscalationStatus.MAILING,
        mailing_because="handed-back",
    )


def adding_facts(addition_id: str, level: Level, timers: Timers | None = None) -> Act:
    """The reporter adds facts that come to this level."""
    addition = Addition(id=addition_id, kind="where", topic="more", at=LATER, words=addition_id)
    known = a_report(level=level)
    return lambda it: it.add(addition, by=REPORTER, known=known, timers=timers)


def says_safe(it: Escalation) -> Transition:
    return it.say_safe(by=REPORTER, at=LATER)


def asks_to_be_rung(it: Escalation) -> Transition:
    addition = Addition(id="ring", kind="where", topic="ring", at=LATER)
    return it.ask_to_be_rung(addition, by=REPORTER)

"""What falls due after each transition of an escalation."""

from datetime import timedelta

import pytest

from bot.domain.escalation import Addition, Escalation, Transition
from bot.domain.people import Person
from bot.domain.scenario import Level
from bot.ports import NewTask
from bot.services.reports.follow_ups import FollowUps
from tests.builders import DEE, LEA, NOON, a_person, an_actor, an_escalation, opened, shipped
from tests.domain.escalation.acts import (
    LATER,
    LEADER,
    REPORTER,
    Act,
    a_link,
    acknowledge,
    adding_facts,
    after,
    again,
    approve,
    arrived,
    asked,
    asking,
    called,
    came_back,
    closed,
    closing,
    confirmed,
    deadline,
    decline,
    deputy_asked,
    deputy_hands_on,
    find_dee,
    find_lea,
    found,
    hand_on,
    late,
    mailed,
    naming,
    needs_number,
    next_in_line,
    no_deputy,
    nobody_next,
    not_reached,
    received,
    receiving,
    refused,
    reminded,
    reopened,
    send,
    tick_noggin,
    unconfirmed,
    undoing,
    unseen,
    withdraw,
)

WAITING = an_escalation()
NAMED = opened(Person(name="Lea Example")).after
URGENT = an_escalation(level=Level.URGENT)
PROMPTS = ["prompt_leader", "prompt_leader"]
MAIL = ["send_mail", "watch_mail"]

follow_ups = FollowUps(shipped().timers)


def kinds(step: Transition) -> list[str]:
    return [task.kind for task in follow_ups(step)]


def due(step: Transition, kind: str) -> NewTask:
    (task,) = [task for task in follow_ups(step) if task.kind == kind]
    return task


@pytest.mark.parametrize(
    ("leader", "level", "told", "expected"),
    [
        (LEA, Level.STANDARD, True, ["ask_leader", "remind_leader", "pass_deadline"]),
        (LEA, Level.HIGH, True, ["ask_leader", "remind_leader", "pass_deadline"]),
        (LEA, Level.URGENT, True, [*MAIL, "ask_leader", "call_deputy"]),
        (LEA, Level.EMERGENCY, True, [*MAIL, "ask_leader", "call_deputy"]),
        (LEA, Level.STANDARD, False, MAIL),
        (LEA, Level.URGENT, False, MAIL),
        (None, Level.STANDARD, True, ["find_own_leader", "remind_leader", "pass_deadline"]),
        (
            Person(name="Lea Example"),
            Level.URGENT,
            True,
            [*MAIL, "find_named_leader", "call_deputy"],
        ),
        (
            a_person("rea"),
            Level.HIGH,
            True,
            ["find_named_leader", "remind_leader", "pass_deadline"],
        ),
    ],
)
def test_what_falls_due_when_a_report_is_sent(
    leader: Person | None, level: Level, told: bool, expected: list[str]
) -> None:
    assert kinds(opened(leader, level=level, told=told)) == expected


UNREACHED = after(WAITING, not_reached)
DEPUTISED = after(UNREACHED, find_dee)
CALLED = after(URGENT, asked, called)


@pytest.mark.parametrize(
    ("start", "act", "expected"),
    [
        (NAMED, find_lea, ["ask_leader"]),
        (NAMED, found(a_person("rea")), [*MAIL, "mail_leader", "tell_news"]),
        (NAMED, not_reached, [*MAIL, "mail_leader", "tell_news"]),
        (WAITING, asked, []),
        (WAITING, approve, [*MAIL, *PROMPTS, "tell_news"]),
        (WAITING, hand_on, ["find_next_in_line"]),
        (after(WAITING, hand_on), undoing(LEADER), []),
        (after(WAITING, hand_on), next_in_line(DEE), ["ask_next_in_line"]),
        (after(WAITING, hand_on), nobody_next, [*MAIL, "tell_news"]),
        (after(WAITING, send, hand_on), nobody_next, ["send_follow_up", "tell_news"]),
        (WAITING, decline, ["tell_declined"]),
        (WAITING, deadline, [*MAIL, "mail_leader"]),
        (WAITING, not_reached, ["mail_leader", "find_deputy"]),
        (WAITING, send, MAIL),
        (WAITING, withdraw, []),
        (UNREACHED, find_dee, ["ask_deputy"]),
        (UNREACHED, no_deputy, [*MAIL, "mail_leader", "tell_news"]),
        (UNREACHED, deadline, [*MAIL, "mail_leader"]),
        (DEPUTISED, deputy_asked, ["tell_news"]),
        (DEPUTISED, deputy_hands_on, ["find_next_in_line"]),
        (DEPUTISED, no_deputy, ["find_next_in_line"]),
        (after(URGENT, asked), called, ["find_deputy", "watch_line"]),
        (CALLED, find_dee, ["ask_deputy"]),
        (after(CALLED, find_dee), hand_on, ["find_next_in_line"]),
        (CALLED, no_deputy, ["send_follow_up", "tell_news"]),
        (CALLED, unseen, ["send_follow_up", "tell_news"]),
        (after(WAITING, decline), send, MAIL),
        (after(WAITING, decline), deadline, MAIL),
        (after(WAITING, decline), withdraw, []),
        (after(WAITING, send), mailed, ["watch_returns", "remind_entries"]),
        (after(WAITING, send, mailed), came_back, ["tell_undelivered"]),
        (after(WAITING, send, mailed, came_back), arrived, ["tell_news"]),
        (after(WAITING, send, mailed, came_back), again, [*MAIL, "send_again", "watch_mail"]),
        (after(WAITING, send), late, ["tell_news"]),
        (after(WAITING, send), approve, [*PROMPTS, "tell_news"]),
        (after(WAITING, send), not_reached, ["mail_leader", "find_deputy"]),
        (after(WAITING, send, mailed), tick_noggin, []),
        (after(WAITING, send, mailed), unconfirmed, [*MAIL, "tell_news"]),
        (
            after(WAITING, send, mailed, unconfirmed),
            confirmed,
            ["watch_returns", "remind_entries", "tell_news"],
        ),
        (URGENT, acknowledge, [*PROMPTS, "tell_news"]),
        (URGENT, not_reached, ["mail_leader", "find_deputy", "watch_line"]),
        (an_escalation(told=False), mailed, ["watch_returns", "remind_entries"]),
    ],
)
def test_what_falls_due_later_and_the_cards_are_made_true_again(
    start: Escalation, act: Act, expected: list[str]
) -> None:
    assert kinds(act(start)) == [*expected, "refresh_cards"]


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (after(WAITING, asked), reminded),
        (after(WAITING, send, mailed), confirmed),
    ],
)
def test_what_nobodys_card_shows_refreshes_none(start: Escalation, act: Act) -> None:
    assert act(start).is_change
    assert follow_ups(act(start)) == []


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (WAITING, find_lea),
        (after(WAITING, approve), approve),
        (after(WAITING, send), send),
        (after(WAITING, withdraw), withdraw),
        (after(WAITING, withdraw), deadline),
        (URGENT, deadline),
    ],
)
def test_nothing_falls_due_when_nothing_changed(start: Escalation, act: Act) -> None:
    assert follow_ups(act(start)) == ()


# News


def news(step: Transition) -> list[str]:
    return [str(task.payload["news"]) for task in follow_ups(step) if task.kind == "tell_news"]


def copy_mailed(it: Escalation) -> Transition:
    return it.mailed(at=LATER, is_copy=True)


MAILED_ANYWAY = after(WAITING, asked, deadline)
NOBODY = after(UNREACHED, no_deputy)
SENT = after(WAITING, send, mailed)
NEEDS_PLACE, CLOSES_AGAIN = asking("place", link=a_link("e")), closing(a_link("c"))
NEEDS_TIME_AND_PLACE = asking("time", "place")
HERE = Addition(id="a", kind="where", at=LATER + timedelta(hours=1), words="here")


def adds(it: Escalation) -> Transition:
    return it.add(HERE, by=REPORTER)


@pytest.mark.parametrize(
    ("start", "act", "told"),
    [
        (WAITING, approve, ["approved"]),
        (URGENT, acknowledge, ["acknowledged"]),
        (after(WAITING, send), late, ["late"]),
        (after(WAITING, send, late), refused, ["refused"]),
        (after(WAITING, send, mailed), unconfirmed, ["unconfirmed"]),
        (after(WAITING, send, mailed, unconfirmed), confirmed, ["sent"]),
        (after(WAITING, send, late), mailed, ["sent"]),
        (after(WAITING, send, mailed, came_back), arrived, ["arrived"]),
        (after(WAITING, send, mailed, came_back, again), copy_mailed, ["sent"]),
        (MAILED_ANYWAY, mailed, ["sent"]),
        (NOBODY, mailed, []),
        (WAITING, not_reached, []),
        (after(WAITING, not_reached), no_deputy, ["line-ended"]),
        (after(WAITING, hand_on), nobody_next, ["line-ended"]),
        (after(URGENT, hand_on), nobody_next, ["line-ended"]),
        (after(CALLED, unseen), no_deputy, []),
        (DEPUTISED, deputy_asked, ["handed-on"]),
        (after(CALLED, find_dee), deputy_asked, ["handed-on"]),
        (after(URGENT, hand_on, next_in_line(DEE)), deputy_asked, ["handed-on"]),
        (after(CALLED, unseen, find_dee), deputy_asked, ["handed-on"]),
        (after(WAITING, decline, deadline), mailed, ["sent"]),
        (SENT, received, ["security-received"]),
        (after(SENT, came_back), received, ["security-received"]),
        (SENT, needs_number, ["security-needs-more"]),
        (after(SENT, needs_number), NEEDS_PLACE, ["security-needs-more"]),
        (SENT, closed, ["security-closed"]),
        (after(SENT, closed), reopened, ["security-reopened"]),
        (after(SENT, closed, reopened), CLOSES_AGAIN, ["security-closed"]),
    ],
)
def test_what_a_reporter_waits_for_is_told(start: Escalation, act: Act, told: list[str]) -> None:
    assert news(act(start)) == told


@pytest.mark.parametrize(
    ("start", "act"),
    [
        (WAITING, asked),
        (WAITING, hand_on),  # told once the next in line has the card
        (after(WAITING, hand_on), undoing(LEADER)),
        (after(DEPUTISED, deputy_asked, deputy_hands_on), undoing(an_actor("dee"))),
        (after(DEPUTISED, deputy_asked, adding_facts("a", Level.URGENT)), deputy_asked),
        (after(NOBODY, naming(DEE)(REPORTER), find_dee), deputy_asked),  # whom they named
        (WAITING, send),
        (WAITING, deadline),
        (WAITING, withdraw),
        (WAITING, decline),  # a message of its own
        (URGENT, mailed),
        (after(WAITING, send), mailed),
        (after(WAITING, approve), mailed),  # told of with the approval
        (after(WAITING, send, mailed), came_back),  # a message of its own
        (after(WAITING, send, mailed), confirmed),
        (after(WAITING, send, mailed), tick_noggin),
        (after(SENT, receiving(a_link("f", is_in_report=False))), received),
        (after(SENT, closed), adds),  # which opens it again
        (after(SENT, needs_number), adds),
        (after(SENT, NEEDS_TIME_AND_PLACE), adds),  # which gives a part of it
        (after(NOBODY, mailed, asked, approve), adding_facts("a", Level.URGENT)),  # asked again
        (after(SENT, needs_number), received),
    ],
)
def test_what_a_reporter_did_or_heard_already_is_not_told(start: Escalation, act: Act) -> None:
    assert news(act(start)) == []


def test_what_asks_for_an_act_is_due_once_more_of_an_urgent_report_only() -> None:
    ordinary, urgent = late(after(WAITING, send)), late(URGENT)

    assert news(ordinary) == ["late"]
    assert news(urgent) == ["late", "late"]
    assert [due_at(step, "tell_news") for step in (urgent,)] == [
        [None, LATER + shipped().timers.mail.told_again_after]
    ]


def test_a_mail_that_came_back_is_told_once_more_of_an_urgent_report_only() -> None:
    ordinary, urgent = came_back(after(WAITING, send, mailed)), came_back(after(URGENT, mailed))

    assert len(due_at(ordinary, "tell_undelivered")) == 1
    assert len(due_at(urgent, "tell_undelivered")) == 2


def test_troubles_that_follow_each_other_are_repeated_together() -> None:
    steps = [late(URGENT), refused(after(URGENT, late))]

    repeated = {task.key for step in steps for task in follow_ups(step) if task.due_at}

    assert repeated == {"r1:tell_news:mail:again"}


def due_at(step: Transition, kind: str) -> list[object]:
    return [task.due_at for task in follow_ups(step) if task.kind == kind]


def test_no_news_is_told_of_a_deadline_that_an_outage_held_up() -> None:
    held_up = MAILED_ANYWAY.model_copy(update={"answer_by": NOON - timedelta(hours=1)})

    assert news(mailed(held_up)) == []


# When, and in which lane


@pytest.mark.parametrize(
    ("level", "kind", "at"),
    [
        (Level.HIGH, "pass_deadline", NOON + timedelta(hours=2)),
        (Level.HIGH, "remind_leader", NOON + timedelta(hours=12)),
        (Level.URGENT, "call_deputy", NOON + timedelta(minutes=15)),
        (Level.URGENT, "watch_mail", NOON + timedelta(minutes=5)),
        (Level.URGENT, "send_mail", None),
        (Level.URGENT, "ask_leader", None),
    ],
)
def test_timers_are_due_when_the_report_says_and_the_rest_at_once(
    level: Level, kind: str, at: object
) -> None:
    step = opened(level=level, answer_by=NOON + timedelta(hours=2))

    assert due(step, kind).due_at == at


def test_the_watch_over_a_mail_begins_when_the_mail_is_due() -> None:
    assert due(approve(WAITING), "watch_mail").due_at == LATER + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("step", "kind", "lane"),
    [
        (opened(level=Level.URGENT), "send_mail", "urgent"),
        (opened(level=Level.EMERGENCY), "send_mail", "urgent"),
        (approve(WAITING), "send_mail", "mail"),
        (opened(told=False), "send_mail", "mail"),
        (not_reached(URGENT), "mail_leader", "mail"),
        (opened(level=Level.URGENT), "ask_leader", "people"),
        (opened(level=Level.URGENT), "call_deputy", "people"),
        (approve(WAITING), "refresh_cards", "people"),
        (mailed(URGENT), "watch_returns", "care"),
        (came_back(after(WAITING, send, mailed)), "tell_undelivered", "care"),
        (approve(WAITING), "tell_news", "aftercare"),
        (again(after(URGENT, mailed, came_back)), "send_again", "care"),
    ],
)
def test_mail_waits_for_no_chat_and_urgent_mail_for_no_mail(
    step: Transition, kind: str, lane: str
) -> None:
    assert due(step, kind).lane == lane


# Keys


def test_a_task_holds_the_id_of_its_report_and_no_words() -> None:
    assert follow_ups(decline(WAITING))[0] == NewTask(
        key="r1:tell_declined", kind="tell_declined", report_id="r1"
    )


def test_what_happens_once_has_the_same_key_every_time() -> None:
    first, again = send(WAITING), unconfirmed(after(WAITING, send, mailed))

    assert due(first, "send_mail").key == due(again, "send_mail").key == "r1:send_mail"


def test_each_round_of_refreshing_has_a_key_of_its_own() -> None:
    first, second = asked(WAITING), approve(after(WAITING, asked))

    keys = [due(step, "refresh_cards").key for step in (first, second)]

    assert keys == ["r1:refresh_cards:2", "r1:refresh_cards:3"]


@pytest.mark.parametrize(
    ("start", "act", "is_drawn"),
    [
        (WAITING, asked, False),
        (WAITING, approve, True),
        (after(WAITING, send), mailed, True),
        (after(WAITING, send), late, True),
        (after(WAITING, send), tick_noggin, True),
        (SENT, received, True),
        (SENT, closed, True),
        (after(SENT, received), needs_number, False),
    ],
)
def test_the_leaders_card_is_drawn_anew_only_for_what_it_shows(
    start: Escalation, act: Act, is_drawn: bool
) -> None:
    assert due(act(start), "refresh_cards").payload == {"leader": is_drawn}

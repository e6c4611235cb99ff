"""What Security answers by a link: each once, and never undone by an older one."""

from datetime import datetime, timedelta

import pytest

from bot.domain.errors import (
    AlreadyClosed,
    AlreadyWithdrawn,
    ClosedForGood,
    LinkOutdated,
    NothingAsked,
    Refusal,
)
from bot.domain.escalation import Addition, Escalation, EscalationStatus, NeededFact
from bot.domain.report import Line
from bot.domain.scenario import Level, Reader
from tests.builders import an_escalation
from tests.domain.escalation.acts import (
    LATER,
    REOPENS_FOR,
    REPORTER,
    Act,
    a_link,
    after,
    again,
    asking,
    came_back,
    closed,
    closing,
    confirmed,
    late,
    mailed,
    needs_number,
    received,
    receiving,
    refused,
    reopened,
    reopening,
    unconfirmed,
    withdraw,
)

MAILING = an_escalation(level=Level.URGENT)
SENT = after(MAILING, mailed)
HOUR = timedelta(hours=1)
FOLLOW_UP = a_link("f", is_in_report=False)


def adding(topic: str, words: str = "", *fields: str, at: datetime = LATER + HOUR) -> Act:
    """The reporter adds something after Send."""
    lines = tuple(
        Line(field=field, heading="?", value="!", readers=(Reader.EMAIL,)) for field in fields
    )
    kind = "safe" if topic == "safe" else "where"
    addition = Addition.model_validate(
        {"id": f"{topic}-{at}", "kind": kind, "topic": topic, "at": at, "words": words}
    ).model_copy(update={"lines": lines})
    return lambda it: it.add(addition, by=REPORTER)


def test_received_is_kept_with_its_time_and_nobodys_name() -> None:
    step = received(SENT)

    assert [(it.kind, it.at, it.by) for it in step.events] == [("security-received", LATER, None)]
    assert step.after.received_at == LATER
    assert step.after.is_with_security


@pytest.mark.parametrize(
    ("first", "again_"),
    [
        (received, receiving(a_link("other"), LATER + HOUR)),
        (needs_number, asking("place", at=LATER + HOUR)),
        (closed, closing(a_link("other"), LATER + HOUR)),
        (received, reopened),
    ],
    ids=["received", "needs more", "closed", "opened while open"],
)
def test_an_answer_counts_once(first: Act, again_: Act) -> None:
    it = after(SENT, first)

    assert not again_(it).is_change


@pytest.mark.parametrize("answer", [received, needs_number, closed])
@pytest.mark.parametrize(
    "trouble",
    [(mailed, unconfirmed), (mailed, came_back), (late,), (refused,), (mailed, came_back, again)],
    ids=["missing", "came back", "late", "refused", "second copy due"],
)
def test_any_answer_from_the_mail_with_the_report_proves_that_it_arrived(
    trouble: tuple[Act, ...], answer: Act
) -> None:
    it = after(MAILING, *trouble, answer)

    assert (it.stage, it.arrived_at, it.confirmed_at) == (EscalationStatus.SENT, LATER, LATER)
    assert not it.is_mail_in_doubt
    assert not it.needs_manual_check
    for lost in (came_back, unconfirmed, late, refused, confirmed):
        assert not lost(it).is_change


def test_an_answer_from_a_later_mail_proves_nothing_about_the_one_with_the_report() -> None:
    it = after(SENT, came_back, receiving(FOLLOW_UP))

    assert it.received_at == LATER
    assert it.is_undelivered
    assert not it.is_with_security
    assert not after(it, received).is_undelivered


def test_whoever_asks_for_more_or_closes_has_it() -> None:
    assert after(SENT, needs_number).received_at == LATER
    assert after(SENT, closed).received_at == LATER
    assert not receiving(FOLLOW_UP)(after(SENT, closed)).is_change


def test_what_is_needed_is_asked_for_once_and_until_it_is_given() -> None:
    it = after(SENT, asking("time", "number"), asking("number", "link", link=a_link("e")))

    assert it.asked_for == ("time", "number", "link")


@pytest.mark.parametrize(
    ("addition", "missing"),
    [
        (adding("more", "It is on a page that I closed"), ()),
        (adding("more", "", "more_words"), ()),
        (adding("more", "", "number"), ("time", "place", "link")),
        (adding("more", "", "seen_at", "link"), ("number", "place")),
        (adding("more", "", "platform"), ("time", "number", "place", "link")),
        (adding("where", "12 Example Street, 021 555 0101"), ("time", "link")),
        (adding("where", "12 Example Street"), ("time", "number", "link")),
        (adding("where", "021 555 0101"), ("time", "place", "link")),
        (adding("where", "+64 (21) 555-0101"), ("time", "place", "link")),
        (adding("ring"), ("time", "number", "place", "link")),
        (adding("ring", "", "number"), ("time", "place", "link")),
        (adding("safe"), ("time", "number", "place", "link")),
    ],
    ids=[
        "words",
        "words as a fact",
        "number",
        "two facts",
        "another fact",
        "place and number",
        "place",
        "number as where they are",
        "number from abroad",
        "ring",
        "ring here",
        "safe",
    ],
)
def test_an_addition_gives_what_it_is_about(addition: Act, missing: tuple[NeededFact, ...]) -> None:
    it = after(SENT, asking("time", "number", "place", "link"), addition)

    assert it.asked_for == missing
    assert it.needs[0].given_at == (LATER + HOUR if len(missing) < 4 else None)


def test_nothing_is_asked_for_without_saying_what() -> None:
    with pytest.raises(NothingAsked):
        asking()(SENT)

    assert needs_number(SENT).after.asked_for == ("number",)


def test_nothing_is_asked_of_somebody_whose_report_is_closed_or_taken_back() -> None:
    with pytest.raises(AlreadyClosed):
        needs_number(after(SENT, closed))
    with pytest.raises(AlreadyWithdrawn):
        needs_number(after(an_escalation(), withdraw))

    assert after(SENT, needs_number, closed).asked_for == ()


def test_what_was_asked_for_before_it_was_closed_is_not_asked_for_when_it_is_open_again() -> None:
    it = after(SENT, needs_number, closing(a_link("c"), LATER + HOUR), reopened)

    assert it.asked_for == ()
    assert after(it, asking("place", link=a_link("g"), at=LATER + 2 * HOUR)).asked_for == ("place",)


def test_it_may_be_opened_again_for_a_time_that_is_fixed_when_it_is_closed() -> None:
    it = after(SENT, closed)

    with pytest.raises(ClosedForGood):
        reopening(a_link("c"), LATER + REOPENS_FOR)(it)
    step = reopening(a_link("c"), LATER + REOPENS_FOR - HOUR)(it)

    assert [event.kind for event in step.events] == ["security-reopened"]
    assert not step.after.is_closed
    assert step.after.was_reopened


def test_an_older_link_does_not_close_again_what_was_opened_since() -> None:
    it = after(SENT, closed, reopening(a_link("r"), LATER + HOUR))

    for older in (a_link("c"), a_link("d", written_at=LATER + HOUR)):
        with pytest.raises(LinkOutdated):
            closing(older, LATER + 2 * HOUR)(it)
    newer = a_link("n", written_at=LATER + 2 * HOUR)

    assert after(it, closing(newer, LATER + 3 * HOUR)).is_closed
    assert after(it, closing(a_link("r"), LATER + 3 * HOUR)).is_closed


@pytest.mark.parametrize("topic", ["where", "ring", "more", "again"])
def test_something_new_opens_it_again_within_the_time_and_is_told_after_it_too(topic: str) -> None:
    it = after(SENT, closed)

    within = after(it, adding(topic, "new"))
    later = after(it, adding(topic, "new", at=LATER + REOPENS_FOR))

    assert (within.is_closed, within.was_reopened, len(within.added)) == (False, True, 1)
    assert (later.is_closed, len(later.added)) == (True, 1)


def test_that_somebody_is_safe_leaves_it_closed() -> None:
    it = after(SENT, closed, adding("safe"))

    assert it.is_closed
    assert len(it.added) == 1


def test_nothing_is_closed_twice_after_the_reporter_opened_it_but_by_a_newer_mail() -> None:
    it = after(SENT, closed, adding("more", "He is back"))

    with pytest.raises(Refusal):
        closing(a_link("c"), LATER + 2 * HOUR)(it)
    newer = a_link("n", written_at=LATER + 2 * HOUR)

    assert after(it, closing(newer, LATER + 3 * HOUR)).is_closed


def test_what_security_answered_is_kept_for_both_releases() -> None:
    it = after(SENT, needs_number, adding("more", "", "number"), closed, reopened)

    assert Escalation.model_validate_json(it.model_dump_json()) == it

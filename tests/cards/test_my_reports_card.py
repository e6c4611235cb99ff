"""Of each own report the list says when, what, where it stands, and who acts next."""

from datetime import timedelta

import pytest

from bot.domain.escalation import Decision, Escalation, MailTrouble, SecurityLink, System
from bot.domain.people import Actor
from bot.domain.scenario import Level
from bot.services.wording import day_in_new_zealand, in_new_zealand
from cards.gallery.samples import LEADER, NOW, TENANT
from cards.gallery.states import reachable_escalations, submitted_escalation
from cards.plain_text import MAX_MESSAGE_BYTES, message_bytes
from cards.reporter.my_reports_card import MOST_REPORTS, my_reports_card
from tests.builders import a_report, shipped
from tests.cards.shown import every_card, lines
from tests.words import contact_name, words

ANSWER_BY = in_new_zealand(NOW + timedelta(hours=2))
NOGGIN = contact_name("noggin")


def line(it: Escalation) -> str:
    """What the list says of this report."""
    (only,) = lines(my_reports_card(shipped(), [(a_report(level=it.level), it)]))
    return only


def sent(level: Level = Level.HIGH) -> Escalation:
    """A report that Security was sent."""
    return submitted_escalation(level).deadline_passed(at=NOW).after.mailed(at=NOW).after


def for_security_only() -> Escalation:
    """A report that no leader hears of, so that its entries are the reporter's."""
    return submitted_escalation(Level.HIGH, None, told=False).mailed(at=NOW).after


def test_a_line_says_when_and_what_and_its_reference() -> None:
    report = a_report()

    said = line(submitted_escalation(Level.STANDARD))

    assert said.startswith(f"{day_in_new_zealand(report.submitted_at)}: {report.title}")
    assert report.reference in said
    assert words("stage.awaiting-leader") in said


ENTERS = words("my_reports.you_enter", system=NOGGIN)
TROUBLED = submitted_escalation(Level.URGENT).mail_troubled(MailTrouble.LATE, at=NOW).after


@pytest.mark.parametrize(
    ("it", "nexts"),
    [
        (submitted_escalation(Level.HIGH), [words("my_reports.leader", time=ANSWER_BY)]),
        (submitted_escalation(Level.URGENT), [words("my_reports.sending")]),
        (TROUBLED, [words("my_reports.by_hand")]),
        (for_security_only(), [words("my_reports.security_reads"), ENTERS]),
        (sent(Level.EMERGENCY), [words("my_reports.security_reads")]),
        (
            for_security_only().model_copy(update={"received_at": NOW, "ticked": (System.NOGGIN,)}),
            [words("my_reports.security_has_it")],
        ),
    ],
)
def test_a_line_ends_with_who_acts_next(it: Escalation, nexts: list[str]) -> None:
    assert line(it).endswith(" ".join(nexts))


@pytest.mark.parametrize("level", [it for it in Level if it > Level.ADVICE])
def test_nothing_is_left_open_in_any_state(level: Level) -> None:
    for it in reachable_escalations(level):
        assert line(it).endswith(".")
        assert "  " not in line(it)
        assert (words("my_reports.by_hand") in line(it)) == it.is_mail_in_doubt


UNSEEN = submitted_escalation(Level.URGENT).mailed(at=NOW).after.unseen(None, at=NOW).after
LINK = SecurityLink(id="a", written_at=NOW, is_in_report=True)
DECLINED = submitted_escalation(Level.STANDARD).decide(
    Decision.DECLINE, by=Actor(id=LEADER.id or "", tenant_id=TENANT), at=NOW, reason="Solved"
)


@pytest.mark.parametrize(
    "needs",
    [
        TROUBLED,
        sent().mail_came_back(at=NOW).after,
        sent().more_needed(("number",), LINK, at=NOW).after,
        DECLINED.after,
        UNSEEN,
    ],
)
def test_what_needs_the_reporter_comes_first_and_the_rest_as_it_was_reported(
    needs: Escalation,
) -> None:
    waits = [sent(), submitted_escalation(Level.HIGH), needs, sent()]
    reports = [(a_report(reference=f"R-{number}"), it) for number, it in enumerate(waits)]

    listed = lines(my_reports_card(shipped(), reports))

    order = ["R-2", "R-0", "R-1", "R-3"]
    assert [it in said for it, said in zip(order, listed, strict=True)] == [True] * len(order)


def test_of_a_report_that_nobody_leads_it_says_so() -> None:
    assert line(UNSEEN).endswith(words("my_reports.you_name"))


def test_the_longest_list_fits_into_one_message() -> None:
    longest = f"my_reports_card: {2 * MOST_REPORTS}"

    assert len(lines(every_card()[longest])) == MOST_REPORTS
    assert message_bytes(every_card()[longest]) <= MAX_MESSAGE_BYTES

"""Facts count the same whether they are told before Send or after it."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.draft import Draft, Ticks
from bot.domain.earlier_drafts import told_by
from bot.domain.report import Line, Report
from bot.domain.scenario import DANGER, Level, Reader
from bot.services.reports.additions import (
    ADDED,
    MORE_WORDS,
    NUMBER,
    added_by,
    begin_addition,
    number_told,
)
from bot.services.reports.use_cases import compose
from tests.builders import NOON, a_draft, an_escalation, shipped
from tests.domain.random_facts import ToldCase, of_the_shipped_content, tells

CONTENT = shipped()
TARGETED = "targeted-because-of-work"


def told(draft: Draft, *facts: tuple[str, Ticks]) -> Draft:
    return draft.with_facts(dict(facts))


def sent(draft: Draft) -> Report:
    """The report that Send makes of it."""
    return compose(CONTENT, draft, NOON)


def with_added(report: Report, facts: Sequence[tuple[str, Ticks]], words: str = "") -> Report:
    """The report as known once these facts were added."""
    escalation = an_escalation(level=report.level)
    draft = begin_addition(CONTENT, report, escalation, draft_id="d2", at=NOON)
    draft = draft.with_facts(dict(facts))
    if words:
        draft = draft.with_facts({MORE_WORDS: ()}, {MORE_WORDS: words})
    return added_by(CONTENT, report, draft, at=NOON).known


def without_notes(lines: Sequence[Line]) -> Mapping[str, tuple[str, Ticks]]:
    """What the lines say, without the note of what was added."""
    return {line.field: (line.value, line.ticks) for line in lines if line.field != ADDED}


@settings(deadline=None, max_examples=80)
@given(of_the_shipped_content(), st.integers(0, 8))
def test_the_same_facts_added_after_send_or_before_come_to_the_same(
    case: ToldCase, cut: int
) -> None:
    start = a_draft(case.scenario_id)
    first, later = case.told[:cut], case.told[cut:]
    once = sent(tells(case, (), start))

    after = with_added(sent(tells(case._replace(told=first), (), start)), later)

    assert after.level == once.level
    assert after.flags == once.flags
    assert set(after.tell) == set(once.tell)
    assert without_notes(after.lines) == without_notes(once.lines)
    assert after.told == once.told


@settings(deadline=None, max_examples=40)
@given(of_the_shipped_content(), st.integers(0, 8))
def test_two_additions_come_to_the_same_as_one(case: ToldCase, cut: int) -> None:
    report = sent(a_draft(case.scenario_id))

    twice = with_added(with_added(report, case.told[:cut]), case.told[cut:])

    once = with_added(report, case.told)
    assert (twice.level, twice.told) == (once.level, once.told)
    assert without_notes(twice.lines) == without_notes(once.lines)


@settings(deadline=None, max_examples=40)
@given(of_the_shipped_content(), st.sampled_from(list(Level)[1:]))
def test_nothing_lowers_a_level(case: ToldCase, level: Level) -> None:
    report = sent(a_draft(case.scenario_id)).model_copy(update={"level": level})

    assert with_added(report, case.told).level >= level


def test_what_was_told_while_an_addition_was_open_is_known_after_it() -> None:
    report, escalation = sent(a_draft(TARGETED)), an_escalation()
    begun = begin_addition(CONTENT, report, escalation, draft_id="d2", at=NOON)
    ring = begin_addition(CONTENT, report, escalation, draft_id="d3", at=NOON)
    ring = ring.with_facts({NUMBER: ()}, {NUMBER: "021 555 0101"})
    meanwhile = added_by(CONTENT, report, ring, at=NOON).known

    known = added_by(CONTENT, meanwhile, told(begun, ("followed", ("yes",))), at=NOON).known

    assert known.told is not None
    assert known.told.answers["followed"] == ("yes",)
    assert number_told(CONTENT, known) == "021 555 0101"


def test_words_of_two_additions_are_both_in_the_report() -> None:
    once = with_added(sent(a_draft(TARGETED)), (), "He has a dog.")
    twice = with_added(once, (), "He has two dogs.")

    (line,) = [it for it in twice.lines if it.field == MORE_WORDS]
    assert line.value == "He has a dog.\nHe has two dogs."
    assert line.readers == (Reader.EMAIL,)


def test_what_was_allowed_to_the_leader_stays_so_and_what_comes_later_is_not() -> None:
    draft = told(a_draft(TARGETED), ("family_violence", ("yes",)))
    allowed = sent(draft.with_leader_allowed(["family_violence"]))

    after = with_added(allowed, [("poster", ("whanau-or-ex",))])

    readers = {line.field: line.may_reach_leader for line in after.lines}
    assert (readers["family_violence"], readers["poster"]) == (True, False)


# Reports of a release that kept no facts


def without_facts(report: Report) -> Report:
    return report.model_copy(update={"told": None})


@settings(deadline=None, max_examples=60)
@given(of_the_shipped_content())
def test_the_facts_of_an_older_report_are_read_from_its_lines(case: ToldCase) -> None:
    report = sent(tells(case, (), a_draft(case.scenario_id)))

    read = told_by(CONTENT.catalogue, without_facts(report))

    again = begin_addition(CONTENT, without_facts(report), an_escalation(), draft_id="d2", at=NOON)
    assert sent(again).level == report.level
    assert set(read.answers) <= set(CONTENT.catalogue.facts)


def test_its_words_and_days_are_read_too() -> None:
    draft = a_draft(TARGETED).with_facts(
        {"link": (), "seen_at": ()}, {"link": "https://example.org", "seen_at": "2026-11-20"}
    )

    read = told_by(CONTENT.catalogue, without_facts(sent(draft)))

    assert read.words == {"link": "https://example.org", "seen_at": "2026-11-20"}


@pytest.mark.parametrize(
    ("said", "left", "level"),
    [
        ("yes", "send-now", Level.EMERGENCY),
        ("yes", "safe", Level.EMERGENCY),
        ("not-sure", "safe", Level.URGENT),
        ("not-sure", "send-now", Level.EMERGENCY),
    ],
)
def test_danger_is_not_asked_about_again_and_the_level_stays(
    said: str, left: str, level: Level
) -> None:
    draft = a_draft(TARGETED, answers={DANGER: (said,)}, after_danger={DANGER: left})
    report = without_facts(sent(draft))

    read = told_by(CONTENT.catalogue, report)

    assert report.level is level
    assert set(read.after_danger) == {DANGER}
    assert with_added(report, [("platform", ("facebook",))]).level is level


def test_a_line_that_cannot_be_read_stays_in_the_report() -> None:
    line = Line(field="of-yesterday", heading="Old", value="Something", readers=(Reader.EMAIL,))
    report = without_facts(sent(a_draft(TARGETED)))
    report = report.model_copy(update={"lines": (*report.lines, line)})

    assert line in with_added(report, [("platform", ("facebook",))]).lines

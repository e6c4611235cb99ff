"""The people leader sees enough to act and to care, and none of what the reporter wrote."""

import json
from collections.abc import Iterator

import pytest

from bot.domain.draft import Draft, TellWhom
from bot.domain.escalation import Decision, Escalation
from bot.domain.people import Actor
from bot.domain.report import Line, Report
from bot.domain.scenario import Level, Reader
from bot.ports import Letter, Message
from bot.services.emails.writer import WriteLetters
from bot.services.reports.use_cases import compose
from cards.elements import Card
from cards.gallery.samples import LEADER, MAILBOX, NOW, REPORTER, full_draft
from cards.gallery.states import reachable_escalations, submitted_escalation
from cards.leader.approval_cards import (
    decline_card,
    details_card,
    details_warning_card,
    leader_card,
)
from cards.leader.waiting_cards import waiting_card
from cards.messages import CardMessages
from cards.plain_text import plain_text
from tests.builders import a_line, a_report, an_escalation, shipped
from tests.cards.shown import titles
from tests.domain.escalation.acts import Act, after, came_back, closed, mailed, received
from tests.words import fact_heading, fragment, words

MARK = "Quokkas sang at dawn"
DETAIL = a_line("shows", "Somebody", readers=["details"])
SCENARIOS = sorted(shipped().catalogue.scenarios)
LEVELS = [level for level in Level if level > Level.ADVICE]


def marked(scenario: str) -> Draft:
    """A draft with a marked sentence in every place that takes words."""
    draft = full_draft(shipped(), scenario, f"{MARK}. ")
    return draft.model_copy(update={"tell_whom": TellWhom(kind="leader", leader=LEADER)})


def all_for_leaders(report: Report) -> Iterator[Message | Card]:
    """Whatever a leader can be shown of a report, in every state it can come to."""
    content = shipped()
    yield details_card(content, report)
    yield details_warning_card(content, report)
    messages = CardMessages(content, MAILBOX, lambda: NOW)
    for escalation in reachable_escalations(report.level):
        yield from (
            messages.leader(report, escalation, it.id or "") for it in escalation.card_recipients
        )
        yield messages.reminder(report, escalation)
        yield waiting_card(content, [(report, escalation)])


def written(shown: Message | Card) -> str:
    """All of it, with its summary and its plain text."""
    card = shown.card if isinstance(shown, Message) else shown
    summary = shown.summary if isinstance(shown, Message) else ""
    return f"{summary} {json.dumps(card, ensure_ascii=False)} {plain_text(card or {})}"


def mail(report: Report) -> Letter:
    """What Security gets."""
    letters = WriteLetters(shipped(), "security@example.org")
    return letters.to_security(report, submitted_escalation(report.level), NOW)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_a_reporter_wrote_reaches_a_leader(scenario: str) -> None:
    report = compose(shipped(), marked(scenario), NOW)

    told = [text for shown in all_for_leaders(report) if MARK in (text := written(shown))]

    assert told == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_a_reporter_wrote_reaches_security(scenario: str) -> None:
    report = compose(shipped(), marked(scenario), NOW)
    lines = [line for line in report.lines_for(Reader.EMAIL) if MARK in line.value]
    letter = mail(report)

    shown = [letter.text.count(f"{before} {MARK}") for before in ":;?"]
    assert sum(shown) == len(lines)
    assert MARK in letter.html
    assert MARK not in letter.subject


def test_the_mark_stands_in_every_place_that_takes_words() -> None:
    content = shipped()
    found = [compose(content, marked(scenario), NOW) for scenario in SCENARIOS]
    marks = {line.field for report in found for line in report.lines if MARK in line.value}

    assert marks == {fact.id for fact in content.catalogue.facts.values() if fact.is_free_text}


def test_words_stay_hidden_even_where_the_content_would_show_them() -> None:
    everybody = [reader.value for reader in Reader]
    report = a_report(a_line("link", MARK, readers=everybody, free_text=True))

    told = [text for shown in all_for_leaders(report) if MARK in (text := written(shown))]

    assert told == []


def test_a_leader_sees_the_kind_but_not_whom_else_the_reporter_tells() -> None:
    report = compose(shipped(), marked("threat"), NOW)
    text = plain_text(
        leader_card(shipped(), report, submitted_escalation(report.level), LEADER.id, NOW)
    )

    affected = shipped().catalogue.facts["affected"]
    told = "; ".join(choice.words for choice in affected.choices)
    assert f"{affected.heading}: {told}" in text
    assert f"{fact_heading('help_wanted')}: " in text
    assert fact_heading("evidence") not in text


def test_the_leaders_details_name_the_poster_only_if_the_reporter_says_so() -> None:
    draft = marked("threat")
    held_back = plain_text(details_card(shipped(), compose(shipped(), draft, NOW)))
    allowed = draft.with_leader_allowed(["poster"])
    told = plain_text(details_card(shipped(), compose(shipped(), allowed, NOW)))

    assert fact_heading("poster") not in held_back
    assert fact_heading("poster") in told
    assert fact_heading("family_violence") not in told
    assert fact_heading("shows") in held_back


@pytest.mark.parametrize("level", LEVELS)
def test_the_notification_gives_nothing_away(level: Level) -> None:
    report = a_report(level=level)
    messages, asked = CardMessages(shipped(), MAILBOX, lambda: NOW), submitted_escalation(level)
    for_leaders = [
        messages.leader(report, asked, LEADER.id or ""),
        messages.reminder(report, asked),
    ]

    assert {it.summary for it in for_leaders} == {shipped().texts("summary.leader")}
    assert messages.status(report, submitted_escalation(level)).summary == shipped().texts(
        "summary.card"
    )
    assert messages.declined(report, submitted_escalation(level)).summary == shipped().texts(
        "summary.card"
    )
    assert messages.welcome(REPORTER.name).summary == shipped().texts("summary.card")


def test_a_summary_names_nobody_and_nothing() -> None:
    content = shipped()
    summaries = content.texts("summary.card") + content.texts("summary.leader")
    told = [it.title for it in content.catalogue.scenarios.values()]
    told += [level.name for level in content.levels.values()]

    assert [word for word in [*told, "{", "report", "harm", "Security"] if word in summaries] == []


def shown(escalation: Escalation) -> list[str]:
    """The buttons a leader sees, by what content calls them."""
    report = a_report(DETAIL, level=escalation.level)
    texts = shipped().texts
    keys = ("approve", "acknowledge", "decline", "not-me", "show_details")
    names = {texts(f"leader.{key}"): key for key in keys}
    found = titles(leader_card(shipped(), report, escalation, LEADER.id, NOW))
    return [names[title] for title in found if title in names]


@pytest.mark.parametrize(
    ("level", "buttons"),
    [
        (Level.STANDARD, ["approve", "not-me", "decline", "show_details"]),
        (Level.HIGH, ["approve", "not-me", "show_details"]),
        (Level.URGENT, ["acknowledge", "not-me", "show_details"]),
        (Level.EMERGENCY, ["acknowledge", "not-me", "show_details"]),
    ],
)
def test_a_leader_can_answer_what_fits_the_level(level: Level, buttons: list[str]) -> None:
    assert shown(submitted_escalation(level)) == buttons


@pytest.mark.parametrize("line", [None, a_line("link", MARK, readers=["details"], free_text=True)])
def test_details_are_offered_only_if_there_are_any(line: Line | None) -> None:
    bare = a_report(*([line] if line else []), level=Level.HIGH)
    asked, details = submitted_escalation(Level.HIGH), shipped().texts("leader.show_details")
    full = bare.model_copy(update={"lines": (*bare.lines, DETAIL)})

    assert details not in titles(leader_card(shipped(), bare, asked, LEADER.id, NOW))
    assert details in titles(leader_card(shipped(), full, asked, LEADER.id, NOW))


@pytest.mark.parametrize(
    ("moves", "is_said"),
    [
        ((mailed,), True),
        ((), False),
        ((mailed, came_back), False),  # the reporter alone is told how to reach Security by hand
        ((mailed, received), False),
        ((mailed, closed), False),
    ],
)
def test_the_hours_of_security_stand_on_the_card_while_nobody_may_have_read_it(
    moves: tuple[Act, ...], is_said: bool
) -> None:
    it = after(an_escalation(level=Level.URGENT), *moves)
    report, content = a_report(level=Level.URGENT), shipped()
    reader = it.leader.id if it.leader else None

    text = plain_text(leader_card(content, report, it, reader, NOW))

    assert (words("hours.cannot_wait") in text) == is_said


def test_once_security_has_closed_it_nobody_is_told_to_act_now() -> None:
    it, report = after(an_escalation(level=Level.URGENT), mailed), a_report(level=Level.URGENT)
    lead = shipped().leader_guide(report, it).lead
    reader = it.leader.id if it.leader else None

    open_still, over = (
        plain_text(leader_card(shipped(), report, each, reader, NOW))
        for each in (it, after(it, closed))
    )

    assert lead in open_still
    assert lead not in over
    assert words("leader.security_closed") in over


def test_the_reason_of_a_decline_is_asked_beside_its_button_and_the_way_back_needs_none() -> None:
    card = decline_card(shipped(), a_report())
    *_, reason, row = card["body"]
    decline, back = row["actions"]

    assert reason["isRequired"]
    assert decline["title"] == shipped().texts("leader.decline")
    assert back["associatedInputs"] == back["fallback"]["associatedInputs"] == "none"


def test_a_missing_reason_is_missed_where_it_is_asked() -> None:
    *_, complaint, _reason, _row = decline_card(shipped(), a_report(), is_missing=True)["body"]

    assert shipped().texts("decline.missing") in complaint["text"]


def without_colons(card: Card) -> str:
    """Its plain text, in which a name and its value stand side by side."""
    return plain_text(card).replace(":", "")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_leader_copies_no_more_into_a_register_than_a_leader_may_read(scenario: str) -> None:
    report = compose(shipped(), marked(scenario), NOW)
    may_read = {Reader.CARD, Reader.DETAILS}
    hidden = [it for it in report.lines if not may_read & set(it.readers)]
    card = leader_card(shipped(), report, submitted_escalation(report.level), LEADER.id, NOW)

    assert hidden
    assert [it.field for it in hidden if f"{it.heading} {it.value}" in without_colons(card)] == []


@pytest.mark.parametrize("level", LEVELS)
def test_where_somebody_may_be_in_danger_the_card_begins_with_that(level: Level) -> None:
    text = plain_text(
        leader_card(shipped(), a_report(level=level), submitted_escalation(level), LEADER.id, NOW)
    )

    assert text.startswith(shipped().texts("danger.line")) == level.goes_at_once


def test_a_leader_reads_that_the_reporter_has_said_since_that_they_are_safe() -> None:
    report, told = a_report(level=Level.EMERGENCY), submitted_escalation(Level.EMERGENCY)
    reporter = Actor(id=told.reporter_id, tenant_id=told.tenant_id)

    before, since = (
        plain_text(leader_card(shipped(), report, it, LEADER.id, NOW))
        for it in (told, told.say_safe(by=reporter, at=NOW).after)
    )

    in_danger, is_safe = words("leader.in_danger"), fragment("leader.safe_since")
    assert (in_danger in before, is_safe in before) == (True, False)
    assert (in_danger in since, is_safe in since) == (False, True)


@pytest.mark.parametrize("decision", Decision)
def test_an_answered_card_has_nothing_left_to_answer(decision: Decision) -> None:
    answered = [it for it in reachable_escalations(Level.STANDARD) if it.decision is decision]

    assert {tuple(shown(it)) for it in answered} <= {("show_details",), ()}


def test_a_card_whose_mail_went_without_an_answer_asks_whether_it_was_seen() -> None:
    late = submitted_escalation(Level.STANDARD).deadline_passed(at=NOW).after

    assert shown(late) == ["acknowledge", "not-me", "show_details"]


def test_a_card_that_was_taken_back_has_no_buttons_about_the_report() -> None:
    reporter = a_report().reporter_actor.model_copy(update={"id": REPORTER.id})
    start = submitted_escalation(Level.HIGH)
    back = start.withdraw(
        by=reporter.model_copy(update={"tenant_id": start.tenant_id}), at=NOW
    ).after

    assert shown(back) == []


def test_the_reason_for_no_report_is_for_the_reporter_alone() -> None:
    declined = [it for it in reachable_escalations(Level.STANDARD) if it.reason]
    told = [it.model_copy(update={"reason": MARK}) for it in declined]
    cards = [
        leader_card(shipped(), a_report(), it, reader.id, NOW)
        for it in told
        for reader in it.card_recipients
    ]

    assert told
    assert [card for card in cards if MARK in json.dumps(card)] == []


def test_a_name_cannot_draw_on_the_card() -> None:
    reporter = REPORTER.model_copy(update={"name": "**[Aroha](https://bad.example.org)**"})
    card = leader_card(
        shipped(), a_report(reporter=reporter), submitted_escalation(Level.HIGH), LEADER.id, NOW
    )

    assert "**[Aroha](https://bad.example.org)**" in plain_text(card)
    assert "https://bad" not in json.dumps(card["body"])

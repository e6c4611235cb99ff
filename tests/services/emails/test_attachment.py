"""The data file that goes with the mail says what the mail says."""

import json
from typing import Any

import pytest

from bot.domain.escalation import Escalation
from bot.domain.report import Line, Report
from bot.domain.scenario import Level, Reader
from bot.ports import Attachment
from bot.services.emails.writer import WriteLetters
from bot.services.reports.use_cases import compose
from tests.builders import LEA, NOON, a_line, a_report, an_escalation, opened, shipped
from tests.domain.escalation.acts import (
    after,
    asked,
    called,
    deadline,
    decline,
    deputy_asked,
    find_dee,
    send,
    tick_noggin,
)
from tests.services.drafts import a_full_draft
from tests.words import letter_line, level_name

LETTERS = WriteLetters(shipped(), "security@example.org")
FULL = compose(shipped(), a_full_draft(), NOON)
URGENT = an_escalation(level=Level.URGENT)
LATER = NOON.replace(minute=9)


def attached(report: Report = FULL, escalation: Escalation = URGENT) -> Attachment:
    (attachment,) = LETTERS.to_security(report, escalation, LATER).attachments
    return attachment


def data(report: Report = FULL, escalation: Escalation = URGENT) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(attached(report, escalation).content)
    return read


def test_one_file_goes_with_the_mail_and_is_named_in_it() -> None:
    letter = LETTERS.to_security(FULL, URGENT, LATER)

    assert [(it.name, it.media_type) for it in letter.attachments] == [
        ("OH-2026-ABCD.json", "application/json")
    ]
    assert "OH-2026-ABCD.json" in letter.text
    assert "OH-2026-ABCD.json" in letter.html


def test_it_says_which_form_it_has_and_what_the_report_is() -> None:
    said = data()

    assert said["schema"] == {"name": "online-harm-report", "version": 1}
    assert said["reference"] == "OH-2026-ABCD"
    assert said["level"] == {
        "word": "urgent",
        "name": level_name("urgent"),
        "why": list(FULL.reasons),
    }
    assert said["flags"] == sorted(FULL.flags)
    assert said["scenario"] == "threat"
    assert said["reporter"] == {"name": "Rea Example", "email": "rea@example.org"}
    assert said["tell"] == list(FULL.tell)
    assert said["content_version"] == shipped().version


def test_times_are_in_utc() -> None:
    assert data()["times"] == {
        "reported_at": "2026-11-23T00:00:00+00:00",
        "written_at": "2026-11-23T00:09:00+00:00",
    }


def test_its_keys_always_stand_in_the_same_order() -> None:
    assert list(data()) == [
        *("schema", "reference", "level", "flags", "scenario", "reporter", "times", "lines"),
        *(
            "may_be_second_copy",
            "leader",
            "mailing_because",
            "entries",
            "tell",
            "support_offered",
            "content_version",
        ),
    ]
    assert attached().content == attached().content


def test_it_can_be_read_by_people_too() -> None:
    written = attached(a_report(a_line("account_name", "Whānau kōrero"))).content.decode()

    assert '\n      "value": "Whānau kōrero"\n' in written
    assert written.endswith("}\n")


def of(line: Line) -> dict[str, str]:
    return {"field": line.field, "heading": line.heading, "value": line.value}


def test_it_has_every_line_of_the_mail_and_no_other() -> None:
    assert data()["lines"] == [of(line) for line in FULL.lines_for(Reader.EMAIL)]


@pytest.mark.parametrize("line", FULL.lines, ids=lambda line: line.field)
def test_what_security_may_not_read_is_not_in_it(line: Line) -> None:
    is_shown = line.value in attached().content.decode()

    assert is_shown is (Reader.EMAIL in line.readers)


def test_whatever_the_mail_says_in_numbers_names_and_states_is_in_it() -> None:
    it = after(URGENT, asked, tick_noggin)
    said, text = data(escalation=it), LETTERS.to_security(FULL, it, LATER).text

    for name, value in (
        ("leader_state", said["leader"]["in_words"]),
        ("support_offered", said["support_offered"]),
    ):
        assert f"{letter_line('security.txt', f'letter.{name}', **{name: value})}\n" in text
    for entry in said["entries"]:
        tick = {"name": entry["name"], "done": entry["is_done"]}
        assert letter_line("security.txt", "tick.name", **tick) in text
    assert [(entry["system"], entry["is_done"]) for entry in said["entries"]] == [
        ("noggin", True),
        ("kotahi", False),
    ]


@pytest.mark.parametrize(
    ("escalation", "leader", "because"),
    [
        (after(URGENT, asked), ("asked", "Lea Example", None, None, None), "urgent"),
        (
            after(an_escalation(), asked, deadline),
            ("asked", "Lea Example", None, None, None),
            "deadline",
        ),
        (
            after(an_escalation(), decline, send),
            ("answered", "Lea Example", None, None, "decline"),
            "reporter",
        ),
        (
            after(URGENT, asked, called, find_dee, deputy_asked),
            ("asked", "Lea Example", "asked", "Dee Example", None),
            "urgent",
        ),
        (
            opened(LEA, told=False, left_out=("lea",)).after,
            ("not-told", None, None, None, None),
            "security-only",
        ),
    ],
)
def test_the_state_of_the_leader_is_a_word_for_machines(
    escalation: Escalation, leader: tuple[str | None, ...], because: str
) -> None:
    said = data(escalation=escalation)
    keys = ("state", "name", "deputy_state", "deputy_name", "decision")

    assert tuple(said["leader"][key] for key in keys) == leader
    assert said["mailing_because"] == because


def test_why_a_leader_sees_no_need_is_for_the_reporter_alone() -> None:
    it = after(an_escalation(), decline, send)

    assert it.reason
    assert it.reason not in attached(escalation=it).content.decode()


def test_nobody_left_out_and_no_id_of_a_person_is_in_it() -> None:
    it = opened(LEA, told=False, left_out=("id-of-lea",)).after
    report = a_report(id="id-of-report")

    written = attached(report, it).content.decode()

    assert [
        word for word in ("id-of-lea", "id-of-report", "Lea", "kainga") if word in written
    ] == []


def test_words_cannot_leave_their_place() -> None:
    forged = a_line("threat_words", '"}],\n"reference": "OH-0000-FAKE')

    assert data(a_report(forged))["reference"] == "OH-2026-ABCD"
    assert data(a_report(forged))["lines"] == [of(forged)]

"""Conditions in guidance: what fits a case is shown, and what says nothing we know is refused."""

from pathlib import Path
from typing import Any

import pytest

from bot.content import Case, fit
from bot.content.loading.model import GuideItem, ItemCondition, Term, WrittenGuide
from bot.domain.draft import NOT_SURE, TellWhom
from bot.domain.report import Line
from bot.domain.scenario import Flag, Level, Reader
from bot.domain.triage import assess
from tests.builders import a_draft, a_report, an_escalation, shipped
from tests.content.sample import LEADER, STAFF, errors, loaded, shown, spoil
from tests.domain.escalation.acts import after, approve, mailed

BLOCKS = "shared/blocks.md"
EMAIL, DETAILS = Reader.EMAIL, Reader.DETAILS
LATEST = {"level": Level.URGENT, "flags": (Flag.THREAT,), "leader": "other", "mail": "sent"}


def under(mark: str, **known: Any) -> bool:
    """Whether a sentence under the mark fits the case."""
    subject, *values = mark.removeprefix("unless ").split()
    condition = ItemCondition((Term(subject, tuple(values)),), mark.startswith("unless "))
    guide = WrittenGuide("Here.", {"Do this": (GuideItem("Wait.", (condition,)),)})
    return bool(fit(guide, Case(**{"level": Level.STANDARD, **known})).sections["Do this"])


@pytest.mark.parametrize(
    ("mark", "in_latest_case", "in_any_case"),
    [
        ("level urgent", True, False),
        ("level high", True, False),
        ("level emergency", False, False),
        ("unless level urgent", False, True),
        ("flag threat", True, False),
        ("flag customer threat", True, False),
        ("leader left-out other", True, False),
        ("unless leader told", True, False),
        ("mail sent", True, False),
        ("followed yes", False, False),
    ],
)
def test_a_sentence_is_shown_where_its_condition_holds(
    mark: str, *, in_latest_case: bool, in_any_case: bool
) -> None:
    assert under(mark, **LATEST) is in_latest_case
    assert under(mark) is in_any_case


def test_a_fact_holds_by_the_choice_that_was_made() -> None:
    assert under("agrees no unasked", facts={"agrees": ("unasked",)})
    assert not under("agrees no unasked", facts={"agrees": ("yes",)})
    assert under("unless agrees no unasked", facts={"agrees": ("yes",)})


def test_one_of_several_conditions_or_all_of_them() -> None:
    followed, urgent = Term("followed", ("yes",)), Term("level", ("urgent",))
    one, both = (
        (ItemCondition((followed, urgent)),),
        (ItemCondition((followed,)), ItemCondition((urgent,))),
    )
    urgent_case = Case(Level.URGENT)

    assert GuideItem("Wait.", one).fits(urgent_case)
    assert not GuideItem("Wait.", both).fits(urgent_case)
    assert GuideItem("Wait.", both).fits(Case(Level.URGENT, facts={"followed": ("yes",)}))


def test_no_sentence_is_said_twice() -> None:
    twice = {
        "First": (GuideItem("Call 111."), GuideItem("Go.")),
        "Do this": (GuideItem("Go."), GuideItem("Rest.")),
    }

    found = fit(WrittenGuide("Here.", twice), Case(Level.HIGH))

    assert found.sections == {"First": ("Call 111.", "Go."), "Do this": ("Rest.",)}


def test_a_sentence_in_place_of_the_one_about_the_level_stands_in_no_section() -> None:
    items = (GuideItem("Wait for them.", replaces_level=True), GuideItem("Rest."))

    found = fit(WrittenGuide("Here.", {"Do this": items}), Case(Level.HIGH))

    assert (found.about_level, found.sections) == ("Wait for them.", {"Do this": ("Rest.",)})


def test_a_file_says_what_is_shown_when(folder: Path) -> None:
    spoil(
        folder, STAFF, "- Nobody yet.", "- {{if: level urgent}} Security, at once.\n- Nobody yet."
    )
    spoil(folder, STAFF, "{{block: never}}", "{{unless: flag customer}} {{block: never}}")
    guide = loaded(folder).staff["sample"]

    assert shown(guide)["Who is told"] == ("Nobody yet.",)
    assert shown(guide, level=Level.URGENT)["Who is told"] == ("Security, at once.", "Nobody yet.")
    assert len(shown(guide)["Please don't"]) > 1
    assert shown(guide, flags=(Flag.CUSTOMER,))["Please don't"] == ()


def test_a_step_for_a_contact_is_shown_once_the_contact_can_be_reached(folder: Path) -> None:
    ways = "{{if: reachable it}} Ring {contact.it}.\n- {{unless: reachable it}} Tell Security."
    spoil(folder, STAFF, "- Nobody yet.", f"- {ways}")
    before = shown(loaded(folder).staff["sample"])["Who is told"]
    spoil(folder, "contacts.toml", 'name = "IT"', 'name = "IT"\nnumber = "04 123 4567"')
    nobody = 'source = "nobody has given it yet"\nstatus = "to-be-confirmed"'
    number = 'number = "04 123 4567"\n'
    spoil(folder, "contacts.toml", number + nobody, number + 'source = "IT"\nstatus = "confirmed"')

    after = shown(loaded(folder).staff["sample"])["Who is told"]

    assert (before, after) == (("Tell Security.",), ("Ring IT: 04 123 4567.",))


REFUSED = [
    (STAFF, "{{if: levl urgent}}", 'there is no fact "levl"; did you mean "level"?'),
    (STAFF, "{{if: level urgnt}}", '"level" is never "urgnt"; did you mean "urgent"?'),
    (
        STAFF,
        "{{if: level}}",
        '"level" needs one of advice, standard, high, urgent, emergency',
    ),
    (STAFF, "{{if: danger maybe}}", '"danger" is never "maybe"'),
    (STAFF, "{{if: reachable itt}}", 'there is no contact "itt"; did you mean "it"?'),
    (STAFF, "{{if: mail sent}}", '"mail" is known in leader.md only'),
    (STAFF, "{{instead-of: lead}}", 'there is no sentence to replace "lead"'),
    (
        STAFF,
        "{{if: level urgent}} {{unless: level high}}",
        "these conditions are never all true, so nobody is ever shown this",
    ),
    (
        STAFF,
        "{{if: flag customer}} {{unless: flag customer}}",
        "these conditions are never all true, so nobody is ever shown this",
    ),
    (
        STAFF,
        "{{unless: level standard}}",
        "it is always at least standard here, so nobody is shown this",
    ),
    (
        STAFF,
        "Wait. {{if: level urgent}}",
        "{{if: ...}} must stand before the words of its item",
    ),
    (LEADER, "{{if: leader told}}", '"leader" is known in staff.md only'),
    (
        LEADER,
        "{{if: flag safety-plan}}",
        "a people leader would learn from this what only Security reads",
    ),
    (
        LEADER,
        "{{if: visit_soon}}",
        "a people leader would learn from this what only Security reads",
    ),
    (
        STAFF,
        "{{unless: reachable it}} Tell {contact.it}.",
        "{contact.it} has no confirmed number or address; begin with {{if: reachable it}}, "
        "or send people to somebody they can reach",
    ),
    (
        LEADER,
        "{{if: mail sent}} {{if: mail waits}}",
        "these conditions are never all true, so nobody is ever shown this",
    ),
]


@pytest.mark.parametrize(("file", "mark", "reason"), REFUSED)
def test_a_condition_that_can_never_hold_is_refused(
    folder: Path, file: str, mark: str, reason: str
) -> None:
    spoil(folder, file, "\n## Support\n", f"- {mark} Say so.\n\n## Support\n")

    (error,) = errors(folder)

    assert error.startswith(f"{file}: ")
    assert error.endswith(f"> 2: {reason}")


def test_a_block_is_held_to_what_its_guide_may_show(folder: Path) -> None:
    spoil(folder, BLOCKS, "- You can have support", "- {{if: leader told}} You can have support")

    assert any("leader.md" in error and "in staff.md only" in error for error in errors(folder))


def test_what_a_leader_may_not_know_changes_nothing_that_they_read() -> None:
    leaders = {"family_violence": ("yes",), "followed": ("yes",)}
    lines = [
        Line(field=name, heading=name, value="Yes", readers=readers, ticks=leaders[name])
        for name, readers in (("family_violence", (EMAIL,)), ("followed", (DETAILS, EMAIL)))
    ]

    case = Case.for_leader(a_report(lines=tuple(lines)), an_escalation())

    assert case.facts == {"followed": ("yes",)}


def test_the_email_has_gone_once_it_was_sent_and_did_not_come_back() -> None:
    waiting = an_escalation(level=Level.HIGH)
    sent = after(waiting, approve, mailed)
    states = [
        Case.for_leader(a_report(), it).mail for it in (waiting, after(waiting, approve), sent)
    ]

    assert states == ["waits", "on-its-way", "sent"]


def test_not_sure_is_what_the_fact_says_it_is() -> None:
    draft = a_draft(
        "identifying-content", answers={"from_records": (NOT_SURE,), "names": (NOT_SURE,)}
    )
    found = assess(shipped().catalogue, draft)

    case = Case.before_send(shipped().catalogue, found, None)

    assert (case.facts["from_records"], case.facts["names"]) == (("yes",), ())


@pytest.mark.parametrize(
    ("choice", "leader"),
    [
        ("leader", "told"),
        ("other-leader", "other"),
        ("not-my-leader", "left-out"),
        ("security-only", "left-out"),
        ("no-one-yet", "nobody"),
    ],
)
def test_guidance_knows_who_is_told(choice: Any, leader: str) -> None:
    found = assess(shipped().catalogue, a_draft("threat"))

    assert Case.before_send(shipped().catalogue, found, None).leader == "told"
    chosen = Case.before_send(shipped().catalogue, found, TellWhom(kind=choice))
    assert chosen.leader == leader


def test_a_block_takes_in_no_other_block(folder: Path) -> None:
    spoil(folder, BLOCKS, "- You can have support", "- {{block: never}}\n- You can have support")

    assert errors(folder) == [f"{BLOCKS}: support: a block takes in no other block"]


def test_conditions_without_words_are_refused(folder: Path) -> None:
    spoil(folder, STAFF, "- Nobody yet.", "- {{if: level urgent}}")

    assert errors(folder) == [f"{STAFF}: Who is told > 1: has conditions and no words"]

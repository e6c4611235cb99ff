"""Where a person is on the way from "something happened" to "sent"."""

import pytest

from bot.domain import journey, triage
from bot.domain.scenario import Flag, Level
from bot.domain.triage import UNKNOWN, assess
from tests.builders import LEA, a_draft, shipped
from tests.domain.steps import (
    CATALOGUE,
    FORM,
    NEW,
    NOBODY_YET,
    STEPS,
    WHOLE_WAY,
    Step,
    after,
    answers,
    chooses,
    fills,
    leaves_danger,
    names,
    place,
    places,
    tells,
    wants_to_report,
)


def test_the_whole_way_of_a_report() -> None:
    assert places(CATALOGUE, FORM, NEW, *STEPS) == ["asks danger", *(to for _, to in WHOLE_WAY)]


def test_who_asks_for_a_report_of_a_question_still_tells_of_customers_and_the_pattern() -> None:
    seen = places(
        CATALOGUE,
        FORM,
        NEW,
        answers("danger", "no"),
        chooses("question"),
        answers("why"),
        wants_to_report(),
        answers("customer", "no"),
        answers("pattern"),
    )

    assert seen[2:] == [
        "asks why",
        "ReadGuidance",
        "asks customer",
        "asks pattern",
        "page where: platform link",
    ]


def test_advice_ends_with_the_guidance_until_a_report_is_wished_for() -> None:
    draft = after(NEW, answers("danger", "no"), chooses("question"), answers("why"))

    assert place(CATALOGUE, FORM, draft) == "ReadGuidance"


@pytest.mark.parametrize("said", ["yes", "not-sure"])
def test_from_the_111_screen_the_hurried_way_asks_only_what_it_is_and_whom_to_tell(
    said: str,
) -> None:
    seen = places(
        CATALOGUE,
        FORM,
        NEW,
        answers("danger", said),
        leaves_danger("danger", safe=False),
        chooses("threat"),
        tells("security-only"),
    )

    assert seen == ["asks danger", "111 for danger", "ChooseKind", "ChooseTell", "CheckPreview"]


def test_a_later_danger_leaves_the_questions_behind_too() -> None:
    seen = places(
        CATALOGUE,
        FORM,
        a_draft("threat"),
        answers("soon", "yes"),
        leaves_danger("soon", safe=False),
    )

    assert seen == ["asks soon", "111 for soon", "ChooseTell"]


def test_who_is_safe_again_goes_on_where_the_question_stood() -> None:
    draft = after(a_draft("threat"), answers("soon", "not-sure"), leaves_danger("soon", safe=True))

    assert place(CATALOGUE, FORM, draft) == "asks how"


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        ([tells("leader", LEA)], ["CheckPreview"]),
        ([tells("security-only")], ["CheckPreview"]),
        ([tells("no-one-yet")], ["HoldOff"]),
        ([tells("other-leader")], ["NameLeader"]),
        (
            [tells("other-leader"), tells("other-leader", NOBODY_YET)],
            ["NameLeader", "CheckPreview"],
        ),
        ([tells("not-my-leader"), tells("security-only")], ["GoRound", "CheckPreview"]),
        ([tells("not-my-leader"), tells("other-leader")], ["GoRound", "NameLeader"]),
        ([tells("other-leader"), names(LEA)], ["NameLeader", "ConfirmLeader"]),
        (
            [tells("other-leader"), names(LEA), names(LEA, is_sure=True)],
            ["NameLeader", "ConfirmLeader", "CheckPreview"],
        ),
        ([tells("no-one-yet"), tells("leader", LEA)], ["HoldOff", "CheckPreview"]),
    ],
)
def test_whom_to_tell(steps: list[Step], seen: list[str]) -> None:
    draft = after(NEW, *STEPS[:-1])

    assert places(CATALOGUE, FORM, draft, *steps) == ["ChooseTell", *seen]


def test_a_page_stays_open_until_all_its_fields_are_shown() -> None:
    draft = after(NEW, *STEPS[:7])

    seen = places(CATALOGUE, FORM, draft, fills("where", "platform"), fills("where", "link"))

    assert seen == ["page where: platform link", "page where: link", "page what: customer_ref"]


# Fields


@pytest.mark.parametrize(
    ("field", "flags", "asked"),
    [
        ("platform", (), True),
        ("link", (), True),
        ("link", (Flag.NO_COPIES,), False),
        ("link_if_safe", (), False),
        ("link_if_safe", (Flag.NO_COPIES,), True),
        ("evidence", (), True),
        ("evidence", (Flag.THREAT, Flag.CUSTOMER), True),
        ("evidence", (Flag.NO_COPIES,), False),
        ("evidence", (Flag.NO_COPIES, Flag.THREAT), False),
        ("threat_words", (), False),
        ("threat_words", (Flag.THREAT,), True),
        ("customer_ref", (), False),
        ("customer_ref", (Flag.CUSTOMER,), True),
    ],
)
def test_the_shipped_form_asks_only_what_fits(
    field: str, flags: tuple[Flag, ...], asked: bool
) -> None:
    found = shipped().form.field(field)

    assert found is not None
    assert journey.applies(found, flags) is asked


def test_illegal_or_intimate_content_is_never_asked_for_copies() -> None:
    content = shipped()
    flags = assess(content.catalogue, a_draft("illegal-or-intimate-content")).flags

    asked = {field.id for field in content.form.fields if journey.applies(field, flags)}

    assert asked.isdisjoint({"link", "evidence"})
    assert {"platform", "link_if_safe", "seen_at"} <= asked


def test_back_from_a_page_that_is_gone_from_content_keeps_everything_else() -> None:
    draft = a_draft(trail=("question:danger", "page:no-such-page"), answers={"danger": ("no",)})

    before = journey.back(FORM, draft)

    assert before == draft.replace(trail=("question:danger",))


def test_a_situation_that_is_gone_from_content_is_asked_for_again() -> None:
    draft = a_draft("situation-of-last-year", answers={"danger": ("no",)})

    where = journey.position(shipped().catalogue, shipped().form, draft)

    assert where == journey.ChooseKind()
    assert assess(shipped().catalogue, draft).leading == UNKNOWN


# Danger said at any time


def test_danger_said_anywhere_leads_to_the_111_screen_and_loses_nothing() -> None:
    draft = after(NEW, *STEPS[:7])

    alarmed = journey.with_danger(CATALOGUE, draft)

    assert place(CATALOGUE, FORM, alarmed) == "111 for danger"
    assert {**alarmed.answers, "danger": ()} == {**draft.answers, "danger": ()}
    assert list(alarmed.answers) == list(draft.answers)
    assert (alarmed.words, alarmed.form) == (draft.words, draft.form)


@pytest.mark.parametrize("taken", range(len(STEPS) + 1))
def test_who_is_safe_again_goes_on_where_danger_was_said(taken: int) -> None:
    draft = after(NEW, *STEPS[:taken])
    alarmed = journey.with_danger(CATALOGUE, draft)
    danger = triage.open_danger(CATALOGUE, alarmed)

    safe = alarmed.with_danger_left(danger.id if danger else "", "safe")

    left = after(NEW, *STEPS[: max(taken, 2)])
    assert place(CATALOGUE, FORM, safe) == place(CATALOGUE, FORM, left)


@pytest.mark.parametrize(("safe", "level"), [(True, Level.URGENT), (False, Level.EMERGENCY)])
def test_danger_said_along_the_way_raises_the_level(safe: bool, level: Level) -> None:
    draft = after(NEW, answers("danger", "no"), *STEPS[2:])

    left = after(journey.with_danger(CATALOGUE, draft), leaves_danger("danger", safe=safe))

    assert assess(CATALOGUE, draft).level < level
    assert assess(CATALOGUE, left).level is level


@pytest.mark.parametrize("taken", range(2, len(STEPS) + 1))
def test_back_from_there_asks_the_gate_and_a_no_goes_on_as_before(taken: int) -> None:
    calm = [answers("danger", "no"), *STEPS[2:taken]]
    draft = after(NEW, *calm)

    asked = journey.back(FORM, journey.with_danger(CATALOGUE, draft))
    again = journey.with_gate_answered(CATALOGUE, asked, ("no",))

    assert place(CATALOGUE, FORM, asked) == "asks danger"
    assert again == draft


def test_a_yes_stays_one_and_is_an_emergency_again() -> None:
    draft = after(NEW, answers("danger", "yes"), leaves_danger("danger", safe=True))

    alarmed = journey.with_danger(CATALOGUE, draft)

    assert alarmed.answers["danger"] == ("yes",)
    assert place(CATALOGUE, FORM, alarmed) == "111 for danger"


def test_on_the_111_screen_nothing_changes() -> None:
    draft = after(a_draft("threat"), answers("soon", "yes"))

    assert journey.with_danger(CATALOGUE, draft) is draft


def test_who_is_sure_is_taken_at_their_word() -> None:
    draft = journey.with_danger(CATALOGUE, NEW, is_sure=True)

    assert draft.answers == {"danger": ("yes",)}

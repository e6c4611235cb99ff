"""Where a person is on the way from "something happened" to "sent"."""

import pytest

from bot.domain import journey, triage
from bot.domain.draft import DETAILS_MENU, KIND_PAGE, TellWhom
from bot.domain.scenario import Flag, Level
from bot.domain.triage import UNKNOWN, assess
from tests.builders import LEA, a_draft, shipped
from tests.domain.steps import (
    AT_THE_PREVIEW,
    CATALOGUE,
    NEW,
    NOBODY_YET,
    STEPS,
    WHOLE_WAY,
    Step,
    after,
    answers,
    asks_whom,
    chooses,
    leaves_danger,
    names,
    opens,
    place,
    places,
    tells,
    tells_details,
    ticks,
    wants_to_report,
)


def test_the_whole_way_of_a_report() -> None:
    assert places(CATALOGUE, NEW, *STEPS) == ["asks danger", *(to for _, to in WHOLE_WAY)]


def test_nothing_stands_between_the_guidance_and_the_preview() -> None:
    seen = places(
        CATALOGUE,
        a_draft("question"),
        answers("reason"),
        ticks("hate"),
        wants_to_report(),
    )

    assert seen == ["asks reason", "ticks hate", "ReadGuidance", "CheckPreview"]


def test_advice_ends_with_the_guidance_until_a_report_is_wished_for() -> None:
    draft = after(a_draft("question"), answers("reason"), ticks("hate"))

    assert place(CATALOGUE, draft) == "ReadGuidance"


# The short way out of danger


@pytest.mark.parametrize("said", ["yes", "not-sure"])
def test_from_the_111_screen_the_hurried_way_leads_straight_to_the_preview(said: str) -> None:
    seen = places(CATALOGUE, NEW, answers("danger", said), leaves_danger("danger", safe=False))

    assert seen == ["asks danger", "111 for danger", "CheckPreview"]


def test_on_the_hurried_way_what_it_is_about_may_be_said_from_the_preview() -> None:
    hurried = after(NEW, answers("danger", "yes"), leaves_danger("danger", safe=False))

    seen = places(CATALOGUE, hurried, opens(KIND_PAGE), chooses("threat"), opens(None), asks_whom())

    assert seen[1] == "ChooseKind"
    assert seen[3:] == ["CheckPreview", "ChooseTell"]


def test_a_later_danger_leaves_the_questions_behind_too() -> None:
    seen = places(
        CATALOGUE,
        a_draft("threat"),
        answers("soon", "yes"),
        leaves_danger("soon", safe=False),
    )

    assert seen == ["asks soon", "111 for soon", "CheckPreview"]


def test_who_is_safe_again_goes_on_where_the_question_stood() -> None:
    draft = after(a_draft("threat"), answers("soon", "not-sure"), leaves_danger("soon", safe=True))

    assert place(CATALOGUE, draft) == "asks how"


def test_a_person_in_danger_is_shown_no_list_of_details_and_only_the_page_for_a_hurry() -> None:
    hurried = journey.with_danger(CATALOGUE, after(AT_THE_PREVIEW, opens(DETAILS_MENU)))

    left = after(hurried, leaves_danger("danger", safe=False))

    assert place(CATALOGUE, hurried) == "111 for danger"
    assert place(CATALOGUE, left) == "CheckPreview"
    assert place(CATALOGUE, after(left, opens("now"))) == "page now: where_now"
    assert place(CATALOGUE, after(left, opens("where"))) == "CheckPreview"


def test_who_is_safe_after_all_leaves_the_short_way_and_what_was_open_on_it() -> None:
    hurried = after(NEW, answers("danger", "not-sure"), leaves_danger("danger", safe=False))
    alarmed = journey.with_danger(CATALOGUE, after(hurried, opens(KIND_PAGE)))

    safe = after(alarmed, leaves_danger("danger", safe=True), chooses("abuse"))

    assert place(CATALOGUE, safe) == "asks who"
    assert place(CATALOGUE, journey.back(safe)) == "ChooseKind"


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [tells("not-my-leader")],
        [tells("not-my-leader"), tells("other-leader")],
        [tells("other-leader"), names(LEA)],
        [tells("no-one-yet")],
    ],
)
def test_danger_while_changing_who_is_told_leads_to_the_preview_and_tells_no_leader(
    steps: list[Step],
) -> None:
    draft = after(NEW, *STEPS[:-1], *steps)

    left = after(journey.with_danger(CATALOGUE, draft), leaves_danger("danger", safe=False))

    assert place(CATALOGUE, left) == "CheckPreview"
    assert left.tell_whom == TellWhom(kind="security-only")


@pytest.mark.parametrize(
    "steps",
    [
        [tells("leader", LEA)],
        [tells("security-only")],
        [tells("other-leader"), names(LEA, is_sure=True)],
        [tells("other-leader"), tells("other-leader", NOBODY_YET)],
    ],
)
def test_danger_after_who_is_told_was_chosen_changes_nothing_about_it(steps: list[Step]) -> None:
    draft = after(NEW, *STEPS[:-1], *steps)

    left = after(journey.with_danger(CATALOGUE, draft), leaves_danger("danger", safe=False))

    assert place(CATALOGUE, left) == "CheckPreview"
    assert left.tell_whom == draft.tell_whom


# Whom to tell


def test_the_people_leader_is_told_unless_that_is_changed() -> None:
    draft = after(NEW, *STEPS[:-2])

    assert draft.tell_whom is None
    assert place(CATALOGUE, draft) == "CheckPreview"


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

    assert places(CATALOGUE, draft, *steps) == ["ChooseTell", *seen]


# Details


def test_details_are_a_list_of_pages_that_closes_to_the_preview() -> None:
    seen = places(
        CATALOGUE,
        AT_THE_PREVIEW,
        opens(DETAILS_MENU),
        opens("what"),
        tells_details(customer_ref="T-1"),
        opens(DETAILS_MENU),
        opens(None),
    )

    assert seen == [
        "CheckPreview",
        "ChooseDetails",
        "page what: customer_ref",
        "page what: customer_ref",
        "ChooseDetails",
        "CheckPreview",
    ]


def test_typed_details_go_on_with_the_next_fact_of_the_page() -> None:
    seen = places(CATALOGUE, AT_THE_PREVIEW, opens("where"), opens("where", 1), opens("where", 9))

    assert seen[1:] == ["page where: platform link", "page where: link", "page where: link"]


def test_only_pages_with_something_to_say_are_offered() -> None:
    without_customer = after(a_draft("question"), answers("reason"), ticks("hate"))

    with_customer = journey.details_for(CATALOGUE, AT_THE_PREVIEW)

    assert [page.id for page in with_customer] == ["where", "what"]
    assert [page.id for page in journey.details_for(CATALOGUE, without_customer)] == ["where"]


@pytest.mark.parametrize("page", ["no-such-page", "now", "what"])
def test_a_page_that_is_gone_or_has_nothing_to_ask_leaves_the_person_where_they_were(
    page: str,
) -> None:
    draft = after(
        a_draft("question"), answers("reason"), ticks("hate"), wants_to_report(), opens(page)
    )

    assert place(CATALOGUE, draft) == "CheckPreview"


@pytest.mark.parametrize(
    ("fact", "flags", "asked"),
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
def test_the_shipped_details_ask_only_what_fits(
    fact: str, flags: tuple[Flag, ...], asked: bool
) -> None:
    assert journey.applies(shipped().catalogue.facts[fact], flags) is asked


def test_illegal_or_intimate_content_is_never_asked_for_copies() -> None:
    catalogue = shipped().catalogue
    draft = a_draft("illegal-or-intimate-content")

    asked = {
        fact.id
        for page in journey.details_for(catalogue, draft)
        for fact in journey.page_facts(catalogue, draft, page)
    }

    assert asked.isdisjoint({"link", "evidence"})
    assert {"platform", "link_if_safe", "seen_at"} <= asked


# Drafts of other releases and of other content


def test_back_over_a_page_of_an_older_release_undoes_the_step_before_it() -> None:
    trail = ("question:danger", "kind", "page:where", "page:no-such-page")
    draft = a_draft("threat", trail=trail)

    assert journey.back(draft) == draft.replace(trail=trail[:1], scenario_id=None)


@pytest.mark.parametrize("pages", [("page:where",), ("page:where", "page:what")])
def test_a_draft_that_an_older_release_left_in_its_form_goes_on_at_the_preview(
    pages: tuple[str, ...],
) -> None:
    old = after(NEW, *STEPS[:6])

    draft = old.replace(trail=(*old.trail, *pages))

    assert place(CATALOGUE, draft) == "CheckPreview"
    assert journey.back(draft).guidance_read is False


def test_a_situation_that_is_gone_from_content_is_asked_for_again() -> None:
    draft = a_draft("situation-of-last-year", answers={"danger": ("no",)})

    assert journey.position(shipped().catalogue, draft) == journey.ChooseKind()
    assert assess(shipped().catalogue, draft).leading == UNKNOWN


# Danger said at any time


def test_danger_said_anywhere_leads_to_the_111_screen_and_loses_nothing() -> None:
    draft = after(AT_THE_PREVIEW, opens("where"), tells_details("platform", link="example.org"))

    alarmed = journey.with_danger(CATALOGUE, draft)

    assert place(CATALOGUE, alarmed) == "111 for danger"
    assert {**alarmed.answers, "danger": ()} == {**draft.answers, "danger": ()}
    assert list(alarmed.answers) == list(draft.answers)
    assert (alarmed.words, alarmed.page) == (draft.words, draft.page)


@pytest.mark.parametrize("taken", range(len(STEPS) + 1))
def test_who_is_safe_again_goes_on_where_danger_was_said(taken: int) -> None:
    draft = after(NEW, *STEPS[:taken])
    alarmed = journey.with_danger(CATALOGUE, draft)
    danger = triage.open_danger(CATALOGUE, alarmed)

    safe = alarmed.with_danger_left(danger.id if danger else "", "safe")

    left = after(NEW, *STEPS[: max(taken, 2)])
    assert place(CATALOGUE, safe) == place(CATALOGUE, left)


@pytest.mark.parametrize("page", [DETAILS_MENU, "where", "what"])
def test_who_is_safe_again_goes_on_with_the_page_that_was_open(page: str) -> None:
    draft = after(AT_THE_PREVIEW, opens(page))

    safe = after(journey.with_danger(CATALOGUE, draft), leaves_danger("danger", safe=True))

    assert place(CATALOGUE, safe) == place(CATALOGUE, draft)


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

    asked = journey.back(journey.with_danger(CATALOGUE, draft))
    again = journey.with_gate_answered(CATALOGUE, asked, ("no",))

    assert place(CATALOGUE, asked) == "asks danger"
    assert again == draft


@pytest.mark.parametrize("page", [DETAILS_MENU, "where", "what"])
def test_back_from_there_asks_the_gate_from_a_page_too(page: str) -> None:
    draft = after(NEW, answers("danger", "no"), *STEPS[2:], opens(page))

    asked = journey.back(journey.with_danger(CATALOGUE, draft))
    again = journey.with_gate_answered(CATALOGUE, asked, ("no",))

    assert place(CATALOGUE, asked) == "asks danger"
    assert again == draft


def test_a_yes_stays_one_and_is_an_emergency_again() -> None:
    draft = after(NEW, answers("danger", "yes"), leaves_danger("danger", safe=True))

    alarmed = journey.with_danger(CATALOGUE, draft)

    assert alarmed.answers["danger"] == ("yes",)
    assert place(CATALOGUE, alarmed) == "111 for danger"


def test_on_the_111_screen_nothing_changes() -> None:
    draft = after(a_draft("threat"), answers("soon", "yes"))

    assert journey.with_danger(CATALOGUE, draft) is draft


def test_who_is_sure_is_taken_at_their_word() -> None:
    draft = journey.with_danger(CATALOGUE, NEW, is_sure=True)

    assert draft.answers == {"danger": ("yes",)}

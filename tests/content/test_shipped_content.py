"""The shipped content: it loads, and every situation leads where it should."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bot.content import Content, ContentRefused, load
from bot.content.loading.loader import SHIPPED
from bot.domain.scenario import Evidence, Flag, Level
from bot.domain.typed.typed_input import match_label_part
from tests.content.sample import TODAY

THREAT, DETAILS = "threat", "identifying-content"
ILLEGAL = "illegal-or-intimate-content"
TARGETED = "targeted-because-of-work"
WIDEST_ON_A_PHONE = 32
"""Characters on a button in a window that is 360 pixels wide."""


@dataclass(frozen=True)
class Expected:
    """What one situation must keep, whatever an editor words differently."""

    base: Level
    jumps: set[str] = field(default_factory=set)
    flags: tuple[Flag, ...] = ()
    evidence: Evidence = Evidence.ALLOWED
    asks_pattern: bool = True


SITUATIONS = {
    TARGETED: Expected(Level.STANDARD, {DETAILS, THREAT}),
    "offensive-content": Expected(
        Level.ADVICE, {ILLEGAL, TARGETED, "about-a-colleague", "customer-related", DETAILS, THREAT}
    ),
    DETAILS: Expected(Level.HIGH, {THREAT}),
    THREAT: Expected(Level.URGENT, flags=(Flag.THREAT,)),
    "customer-related": Expected(Level.ADVICE, {THREAT, DETAILS}, (Flag.CUSTOMER,)),
    "joining-or-watching-groups": Expected(
        Level.ADVICE,
        {"offensive-content", THREAT, TARGETED},
        evidence=Evidence.NOT_SOUGHT,
        asks_pattern=False,
    ),
    "asked-to-post-or-reply": Expected(Level.ADVICE, {TARGETED, DETAILS}, asks_pattern=False),
    "impersonation": Expected(Level.HIGH, {THREAT, "account-takeover", ILLEGAL}),
    "account-takeover": Expected(Level.HIGH),
    ILLEGAL: Expected(Level.URGENT, flags=(Flag.NO_COPIES,), evidence=Evidence.NO_COPIES),
    "about-a-colleague": Expected(
        Level.STANDARD, {THREAT, DETAILS, ILLEGAL}, (Flag.REPORTED_BY_ANOTHER,)
    ),
}
SITUATIONS["support-or-not-sure"] = Expected(
    Level.ADVICE, set(SITUATIONS), evidence=Evidence.NOT_SOUGHT, asks_pattern=False
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load(today=TODAY)


def test_the_shipped_content_loads_with_every_situation(content: Content) -> None:
    assert set(content.catalogue.scenarios) == set(SITUATIONS)
    assert set(content.staff) == set(content.leader) == set(SITUATIONS)


@pytest.mark.parametrize(("name", "expected"), SITUATIONS.items(), ids=list(SITUATIONS))
def test_a_situation_keeps_its_rules(content: Content, name: str, expected: Expected) -> None:
    scenario = content.catalogue.scenario(name)
    asked = scenario.questions

    assert (scenario.base, scenario.evidence) == (expected.base, expected.evidence)
    assert scenario.flags == expected.flags
    assert {c.jump for q in asked for c in q.choices if c.jump} == expected.jumps
    assert (content.catalogue.pattern in asked) == expected.asks_pattern


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_guides_staff_and_leader(content: Content, name: str) -> None:
    staff, leader = content.staff[name], content.leader[name]

    assert list(staff.sections) == [
        "First",
        "Do this",
        "Please don't",
        "Who is told",
        "Evidence",
        "Support",
    ]
    assert list(leader.sections) == ["Say", "Do this", "Please don't", "Support"]
    assert all(items for heading, items in staff.sections.items() if heading != "First")
    assert all(leader.sections.values())


@pytest.mark.parametrize("name", SITUATIONS)
def test_guidance_has_no_number_that_nobody_has_confirmed(content: Content, name: str) -> None:
    guides = (content.staff[name], content.leader[name])
    items = [it for guide in guides for part in guide.sections.values() for it in part]
    said = " ".join(item.text for item in items)
    unconfirmed = [
        value
        for _, contact in content.contacts.items()
        for value in (contact.number, contact.address)
        if value and not contact.status.may_be_shown
    ]

    assert unconfirmed
    assert not [value for value in unconfirmed if value in said]
    assert not set("{}") & set(said)


def test_jumps_go_by_safety_first(content: Content) -> None:
    assert content.catalogue.jump_order == (
        ILLEGAL,
        THREAT,
        DETAILS,
        "account-takeover",
        "impersonation",
        "customer-related",
    )


def test_who_speaks_of_suicide_finds_help_at_once(content: Content) -> None:
    shown = " ".join(content.contacts.line(key) for key in content.self_harm.contacts)

    assert all(number in shown for number in ("111", "1737", "0508 828 865", "0800 327 669"))


def test_who_speaks_of_suicide_is_offered_nothing_that_is_taken_back(content: Content) -> None:
    said = " ".join(content.self_harm.text).casefold()

    assert "who could be with you" in said
    assert not [offer for offer in ("would you like", "shall", "cannot", "can't") if offer in said]


@pytest.mark.parametrize(
    "said", ["I want to die", "I dont want to live", "I can’t go on any more", "Whakamōmori"]
)
def test_a_cry_for_help_is_heard_however_it_is_typed(content: Content, said: str) -> None:
    assert content.self_harm.is_said_in(said)


@pytest.mark.parametrize("said", ["", "They said they will kill me", "I want this to stop"])
def test_what_is_no_word_of_self_harm_stops_nothing(content: Content, said: str) -> None:
    assert not content.self_harm.is_said_in(said)


def test_no_answer_is_cut_short_on_a_button_of_a_phone(content: Content) -> None:
    scenarios = content.catalogue.scenarios.values()
    asked = [question for it in scenarios for question in it.questions if question.kind == "one"]
    titles = [it.menu_title for it in scenarios]
    titles += [choice.text for question in asked for choice in question.choices]

    assert [title for title in titles if len(title) > WIDEST_ON_A_PHONE] == []


def test_my_leader_is_not_taken_for_not_my_leader(content: Content) -> None:
    ways = ("other-leader", "not-my-leader", "security-only", "no-one-yet")
    labels = [(way, content.texts(f"tell.{way}")) for way in ways]
    labels.append(("leader", content.texts("tell.leader", name="Wiremu Example")))

    assert match_label_part(labels, "my leader") is None
    assert match_label_part(labels, "my people leader") == "leader"


def test_every_level_has_its_words(content: Content) -> None:
    assert set(content.levels) == {level.word for level in Level}


def test_nothing_is_overdue_before_the_review_date(content: Content) -> None:
    assert not [warning for warning in content.warnings if "review" in warning]


def test_every_review_is_overdue_a_day_after_its_date() -> None:
    warnings = load(today=date(2100, 1, 1)).warnings

    assert len([warning for warning in warnings if "review was due" in warning]) > len(SITUATIONS)


def test_a_folder_that_replaces_it_must_have_the_same_texts(tmp_path: Path) -> None:
    copy = tmp_path / "content"
    copytree(SHIPPED, copy)
    with (copy / "texts.toml").open("a", encoding="utf-8") as file:
        file.write('\n[sample]\nextra = "One more."\n')

    with pytest.raises(ContentRefused) as refused:
        load(copy, today=TODAY)

    (error,) = refused.value.errors
    assert error.startswith('texts.toml: sample > extra: there is no text "sample.extra"')

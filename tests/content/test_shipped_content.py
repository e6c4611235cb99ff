"""The shipped content: it loads, and every situation leads where it should."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from bot.content import Content, ContentRefused, load
from bot.content.loading.loader import SHIPPED
from bot.domain.journey import applies
from bot.domain.scenario import Evidence, Flag, Level, Reader
from bot.domain.typed.typed_input import match_label_part
from tests.content.sample import TODAY

THREAT, DETAILS = "threat", "identifying-content"
ILLEGAL = "illegal-or-intimate-content"
TARGETED = "targeted-because-of-work"
WIDEST_ON_A_PHONE, FEW = 32, 5
"""Characters of a choice in a window that is 360 pixels wide, and how many are a few choices."""
LONGEST_PAGE = 5


@dataclass(frozen=True)
class Expected:
    """What one situation must keep, whatever an editor words differently."""

    base: Level
    asks: list[str]
    ticks: set[str] = field(default_factory=set)
    flags: tuple[Flag, ...] = ()
    evidence: Evidence = Evidence.ALLOWED


SITUATIONS = {
    TARGETED: Expected(Level.STANDARD, ["names", "threat"], {"private_details", "customer"}),
    "offensive-content": Expected(
        Level.ADVICE, ["nature", "names", "threat"], {"private_details", "spreading"}
    ),
    DETAILS: Expected(Level.HIGH, ["shows", "threat"], {"place_24h", "from_records", "customer"}),
    THREAT: Expected(Level.URGENT, ["soon"], {"visit_soon", "customer"}, (Flag.THREAT,)),
    "filmed-at-work": Expected(
        Level.STANDARD,
        ["still_there", "filming", "names", "threat"],
        {"spreading", "private_details", "customer"},
    ),
    "customer-related": Expected(
        Level.ADVICE, ["nature", "names", "threat"], {"life_at_risk", "private_details"}
    ),
    "joining-or-watching-groups": Expected(
        Level.ADVICE,
        ["group_reason", "group_harm"],
        {"in_group"},
        evidence=Evidence.NOT_SOUGHT,
    ),
    "asked-to-post-or-reply": Expected(
        Level.ADVICE,
        ["asked_by", "speaks_as", "posted_already"],
        {"aimed_at_me", "private_details"},
    ),
    "impersonation": Expected(
        Level.HIGH,
        ["copied", "threat"],
        {"fake_reaches_customers", "wants_money_or_data", "account_lost", "illegal_or_intimate"},
    ),
    "account-takeover": Expected(
        Level.HIGH, ["account", "still_in"], {"work_data_inside", "password_reused", "customer"}
    ),
    ILLEGAL: Expected(
        Level.URGENT,
        ["child_danger", "illegal_kind"],
        {"copy_exists", "known_people"},
        (Flag.NO_COPIES,),
        Evidence.NO_COPIES,
    ),
    "about-a-colleague": Expected(
        Level.STANDARD,
        ["role", "agrees", "names", "threat"],
        {"private_details", "illegal_or_intimate", "customer"},
        (Flag.REPORTED_BY_ANOTHER,),
    ),
    "support-or-not-sure": Expected(
        Level.ADVICE, ["would_help", "closest"], evidence=Evidence.NOT_SOUGHT
    ),
}

C, D, E, N, K = Reader.CARD, Reader.DETAILS, Reader.EMAIL, Reader.NOGGIN, Reader.KOTAHI
EVERYBODY = {C, E, N, K}
READERS = {
    frozenset({C, E}): {"danger", "contact"},
    frozenset(EVERYBODY): {"affected", "seen_at", "customer"},
    frozenset({C, E, N}): {"platform"},
    frozenset({C}): {"help_wanted"},
    frozenset({D, E, N, K}): {"customer_ref"},
    frozenset({D, E, N}): {"done_already", "done_reference"},
    frozenset({E, N}): {"link"},
    frozenset({D, E}): {
        *("shows", "hate", "repeated", "several_posters", "call_to_act", "known_customer"),
        *("feels_unsafe", "followed", "knows_where", "family_violence", "poster"),
    },
    frozenset(): {"would_help", "closest"},
}
"""Every fact that is not for Security alone."""
ONLY_IF_ALLOWED = {"family_violence", "poster"}


@pytest.fixture(scope="module")
def content() -> Content:
    return load(today=TODAY)


def test_the_shipped_content_loads_with_every_situation(content: Content) -> None:
    assert set(content.catalogue.scenarios) == set(SITUATIONS)
    assert set(content.staff) == set(content.leader) == set(SITUATIONS)


@pytest.mark.parametrize(("name", "expected"), SITUATIONS.items(), ids=list(SITUATIONS))
def test_a_situation_keeps_its_rules(content: Content, name: str, expected: Expected) -> None:
    scenario = content.catalogue.scenario(name)

    assert (scenario.base, scenario.evidence) == (expected.base, expected.evidence)
    assert scenario.flags == expected.flags
    assert [ask.fact for ask in scenario.asks] == expected.asks
    assert set(scenario.ticks) == expected.ticks


def test_a_fact_is_read_by_those_who_need_it_and_nobody_else(content: Content) -> None:
    others = {name: readers for readers, names in READERS.items() for name in names}

    found = {name: frozenset(fact.readers) for name, fact in content.catalogue.facts.items()}

    assert found == {name: others.get(name, frozenset({E})) for name in found}
    assert others.keys() <= found.keys()


def test_who_posted_it_and_family_violence_reach_the_leader_only_if_allowed(
    content: Content,
) -> None:
    allowed = {it.id for it in content.catalogue.facts.values() if it.leader_if_allowed}

    assert allowed == ONLY_IF_ALLOWED


def test_whoever_it_is_about_leads_offensive_content_on(content: Content) -> None:
    (names,) = [it for it in content.catalogue.scenario("offensive-content").asks if it.jumps]

    assert names.jumps == {
        "me": TARGETED,
        "colleague": "about-a-colleague",
        "customer": "customer-related",
    }


def test_every_situation_can_be_found_by_who_is_not_sure(content: Content) -> None:
    choices = content.catalogue.facts["closest"].choices
    others = [it for it in SITUATIONS if it != "support-or-not-sure"]

    assert {choice.id: choice.jump for choice in choices} == {name: name for name in others}
    assert [choice.text for choice in choices] == [
        content.catalogue.scenario(choice.id).menu_title for choice in choices
    ]


def test_a_customer_is_involved_in_a_report_about_one(content: Content) -> None:
    assert content.catalogue.scenario("customer-related").facts == {"customer": ("yes",)}


def test_no_page_of_details_is_long(content: Content) -> None:
    flags = [(), (Flag.THREAT,), (Flag.NO_COPIES,), (Flag.CUSTOMER, Flag.THREAT)]
    catalogue = content.catalogue

    shown = {
        page.id: max(
            sum(applies(catalogue.facts[name], given) for name in page.facts) for given in flags
        )
        for page in catalogue.details.pages
    }

    assert {name: number for name, number in shown.items() if number > LONGEST_PAGE} == {}


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


def test_no_answer_is_cut_short_on_a_phone(content: Content) -> None:
    catalogue = content.catalogue
    asked = {ask.fact for it in catalogue.scenarios.values() for ask in it.asks}
    choices = [
        choice
        for name in asked
        if catalogue.facts[name].kind == "one" and len(catalogue.facts[name].choices) <= FEW
        for choice in catalogue.facts[name].choices
    ]

    titles = [it.menu_title for it in catalogue.scenarios.values()]

    assert [it for it in titles if len(it) > WIDEST_ON_A_PHONE] == []
    assert [it.text for it in choices if len(it.text) > WIDEST_ON_A_PHONE] == []


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

"""The level of a report hangs on the facts of the shipped content, whichever way they were told."""

from collections.abc import Mapping

import pytest

from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.scenario import Flag, Level
from bot.domain.triage import Assessment, assess, next_ask, open_ticks
from tests.builders import a_draft, shipped

ADVICE, STANDARD, HIGH, URGENT = Level.ADVICE, Level.STANDARD, Level.HIGH, Level.URGENT
YES: Ticks = ("yes",)
OFFENSIVE, TARGETED = "offensive-content", "targeted-because-of-work"


def told(situation: str, facts: Mapping[str, Ticks]) -> Draft:
    return a_draft(situation, answers=facts)


def assessed(situation: str, facts: Mapping[str, Ticks]) -> Assessment:
    return assess(shipped().catalogue, told(situation, facts))


def a_line(situation: str, level: Level, **facts: Ticks | str) -> tuple[str, Level, object]:
    ticks = {name: (it,) if isinstance(it, str) else it for name, it in facts.items()}
    return situation, level, ticks


LEVELS = [
    # Offensive content: criticism needs nothing, abuse a report, and a person who is meant more.
    a_line(OFFENSIVE, ADVICE, nature="criticism"),
    a_line(OFFENSIVE, STANDARD, nature="abusive", names="nobody"),
    a_line(OFFENSIVE, HIGH, nature="abusive", names="me"),
    a_line(OFFENSIVE, HIGH, nature="abusive", names="colleague"),
    a_line(OFFENSIVE, HIGH, nature="abusive", names="customer"),
    a_line(OFFENSIVE, HIGH, nature="hate"),
    a_line(OFFENSIVE, URGENT, nature="illegal-or-intimate"),
    # The same by a page of details as by a question.
    a_line(OFFENSIVE, URGENT, nature="abusive", names="nobody", shows="home"),
    a_line(OFFENSIVE, HIGH, nature="abusive", names="nobody", shows="photo"),
    a_line(OFFENSIVE, HIGH, nature="abusive", names="nobody", poster="whanau-or-ex"),
    a_line(OFFENSIVE, HIGH, nature="abusive", poster="whanau-or-ex", family_violence="yes"),
    a_line(OFFENSIVE, STANDARD, nature="abusive", poster="customer"),
    # Threats and danger: not sure counts.
    a_line(TARGETED, URGENT, threat="yes"),
    a_line(TARGETED, URGENT, threat=NOT_SURE),
    a_line(TARGETED, STANDARD, threat="no"),
    a_line("threat", Level.EMERGENCY, soon=NOT_SURE),
    a_line("filmed-at-work", Level.EMERGENCY, still_there="yes"),
    # Ticks.
    a_line(TARGETED, URGENT, feels_unsafe="yes"),
    a_line(TARGETED, URGENT, followed="yes"),
    a_line("filmed-at-work", URGENT, followed="yes"),
    a_line(TARGETED, URGENT, knows_where="yes"),
    a_line(TARGETED, HIGH, repeated="yes"),
    a_line(TARGETED, HIGH, several_posters="yes"),
    a_line(TARGETED, HIGH, several_posters="yes", known_customer="yes"),
    a_line(TARGETED, HIGH, hate="yes"),
    a_line(TARGETED, URGENT, names="me", hate="yes"),
    a_line(TARGETED, URGENT, names="me", repeated="yes"),
    a_line(TARGETED, HIGH, spreading="yes"),
    a_line("joining-or-watching-groups", ADVICE, repeated="yes"),
    # A call to act is urgent where somebody is named or shown, else one level more.
    a_line(TARGETED, HIGH, call_to_act="yes"),
    a_line(TARGETED, HIGH, call_to_act="yes", names="nobody"),
    a_line(TARGETED, URGENT, call_to_act="yes", names="colleague"),
    a_line(TARGETED, URGENT, call_to_act="yes", shows="name"),
    # Customers, copies, accounts.
    a_line("customer-related", ADVICE, nature="complaint"),
    a_line("customer-related", HIGH, names="customer"),
    a_line("customer-related", URGENT, life_at_risk="yes"),
    a_line("impersonation", HIGH, copied="kainga-ora"),
    a_line("impersonation", URGENT, fake_reaches_customers="yes"),
    a_line("impersonation", URGENT, wants_money_or_data="yes"),
    a_line("impersonation", URGENT, illegal_or_intimate="yes"),
    a_line("account-takeover", URGENT, account="work"),
    a_line("account-takeover", URGENT, work_data_inside="yes"),
    a_line("account-takeover", HIGH, password_reused="yes"),
    a_line("identifying-content", URGENT, place_24h="yes"),
    a_line("asked-to-post-or-reply", STANDARD, posted_already="backlash"),
    a_line("asked-to-post-or-reply", HIGH, aimed_at_me="yes"),
    a_line("joining-or-watching-groups", URGENT, group_harm="threat"),
    a_line("joining-or-watching-groups", HIGH, group_harm="about-me"),
    a_line("about-a-colleague", STANDARD, agrees="unaware"),
    a_line("support-or-not-sure", URGENT, would_help="too-bad"),
]


@pytest.mark.parametrize(("situation", "level", "facts"), LEVELS)
def test_these_facts_have_this_level(
    situation: str, level: Level, facts: Mapping[str, Ticks]
) -> None:
    assert assessed(situation, facts).level is level


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        ({"poster": ("customer",)}, Flag.CUSTOMER),
        ({"names": ("customer",)}, Flag.CUSTOMER),
        ({"affected": ("customer",)}, Flag.CUSTOMER),
        ({"known_customer": YES}, Flag.CUSTOMER),
        ({"asked_by": ("customer",)}, Flag.CUSTOMER),
        ({"fake_reaches_customers": YES}, Flag.CUSTOMER),
        ({"customer": YES}, Flag.CUSTOMER),
        ({"poster": ("whanau-or-ex",)}, Flag.SAFETY_PLAN),
        ({"family_violence": YES}, Flag.SAFETY_PLAN),
        ({"threat": (NOT_SURE,)}, Flag.THREAT),
        ({"nature": ("illegal-or-intimate",)}, Flag.NO_COPIES),
        ({"illegal_or_intimate": YES}, Flag.NO_COPIES),
    ],
)
def test_a_flag_is_set_by_whatever_says_it(facts: Mapping[str, Ticks], flag: Flag) -> None:
    before = assessed(OFFENSIVE, {}).flags

    assert flag not in before
    assert flag in assessed(OFFENSIVE, facts).flags


@pytest.mark.parametrize(
    ("situation", "facts", "tells"),
    [
        (
            "impersonation",
            {"copied": ("kainga-ora",), "wants_money_or_data": YES},
            ["advisor", "it"],
        ),
        ("identifying-content", {"from_records": (NOT_SURE,)}, ["privacy_team"]),
        ("asked-to-post-or-reply", {"asked_by": ("media",)}, ["media_team"]),
        (
            "account-takeover",
            {"work_data_inside": YES, "account": ("work",)},
            ["it", "privacy_team"],
        ),
        ("threat", {}, ["threat_process"]),
    ],
)
def test_whom_security_is_asked_to_tell_follows_from_the_facts(
    situation: str, facts: Mapping[str, Ticks], tells: list[str]
) -> None:
    assert sorted(assessed(situation, facts).tell) == tells


@pytest.mark.parametrize(
    ("situation", "facts", "never_asked"),
    [
        (OFFENSIVE, {"names": ("me",)}, "names"),
        ("asked-to-post-or-reply", {"aimed_at_me": YES}, "names"),
        ("joining-or-watching-groups", {"group_harm": ("threat",)}, "threat"),
        ("impersonation", {"copied": ("colleague",)}, "names"),
        ("customer-related", {}, "customer"),
        (TARGETED, {"poster": ("customer",)}, "customer"),
        (TARGETED, {"poster": ("whanau-or-ex",)}, "family_violence"),
    ],
)
def test_what_is_known_is_not_asked_again(
    situation: str, facts: Mapping[str, Ticks], never_asked: str
) -> None:
    draft, asked = told(situation, facts), []
    while fact := next_ask(shipped().catalogue, draft):
        asked.append(fact.id)
        draft = draft.with_answer(fact.id, ())
    asked += [fact.id for fact in open_ticks(shipped().catalogue, draft)]

    assert never_asked not in asked
    assert asked

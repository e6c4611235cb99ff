"""All guidance that a person can be shown: it fits the case, and can be followed as it stands."""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from bot.domain.scenario import Level
from tests.builders import shipped
from tests.guidance import FILE, ShownGuide, ShownToLeader, all_for_leaders, all_for_staff, write

PAIRS = tomllib.loads((Path(__file__).parent / "contradictions.toml").read_text("utf-8"))["pairs"]
MOST_STEPS = {"First": 9, "Do this": 8}
UNSAFE = ("followed", "feels_unsafe", "knows_where")
COLLEAGUE, ILLEGAL, THREAT = "about-a-colleague", "illegal-or-intimate-content", "threat"


def matching(sentences: Sequence[str], pattern: str) -> list[str]:
    """The sentences that say this, bold or not, in small letters."""
    return [bare(sentence) for sentence in sentences if says(sentence, pattern)]


@cache
def bare(sentence: str) -> str:
    """Without bold and capitals."""
    return sentence.replace("**", "").casefold()


@cache
def says(sentence: str, pattern: str) -> bool:
    """Whether the sentence has it; few sentences are shown in many guides."""
    return re.search(pattern, bare(sentence)) is not None


def first(shown: ShownGuide) -> str:
    """What stands above the steps, never folded away."""
    return " ".join(shown.guide.sections["First"]).replace("**", "")


def staff(wanted: Callable[[ShownGuide], bool]) -> list[ShownGuide]:
    """The guides of these cases; there must be some."""
    found = [shown for shown in all_for_staff() if wanted(shown)]
    assert found
    return found


def leaders(wanted: Callable[[ShownToLeader], bool]) -> list[ShownToLeader]:
    """The leader's guides of these cases; there must be some."""
    found = [shown for shown in all_for_leaders() if wanted(shown)]
    assert found
    return found


def is_unsafe(shown: ShownGuide) -> bool:
    return any(shown.says(fact) for fact in UNSAFE)


# A file to read, and what no guide may say


def test_every_combination_is_written_to_a_file_to_read(tmp_path: Path) -> None:
    count = write(tmp_path / FILE.name)

    lines = (tmp_path / FILE.name).read_text("utf-8").splitlines()
    assert count == len([line for line in lines if line.startswith("== ")]) > 500
    assert all(f"== {name}, " in "\n".join(lines) for name in shipped().catalogue.scenarios)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["why"] for pair in PAIRS])
def test_no_card_says_two_things_that_cannot_both_be_followed(pair: dict[str, str]) -> None:
    both = [
        (shown.scenario, shown.said, *one, *other)
        for shown in all_for_staff()
        if (one := matching(shown.sentences, pair["one"]))
        and (other := matching(shown.sentences, pair["other"]))
    ]

    assert both == []


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["why"] for pair in PAIRS])
def test_each_side_of_a_contradiction_is_said_somewhere(pair: dict[str, str]) -> None:
    said = sorted({sentence for shown in all_for_staff() for sentence in shown.sentences})

    assert matching(said, pair["one"])
    assert matching(said, pair["other"])


def test_no_guide_is_longer_than_a_person_reads() -> None:
    too_long = {
        (shown.scenario, shown.said, name)
        for shown in all_for_staff()
        for name, most in MOST_STEPS.items()
        if len(shown.guide.sections.get(name, ())) > most
    }

    assert too_long == set()


def test_every_guide_has_steps_and_support() -> None:
    bare = [
        (shown.scenario, shown.said)
        for shown in all_for_staff()
        if not (shown.guide.sections["Do this"] and shown.guide.sections["Support"])
    ]

    assert bare == []


def test_whoever_acts_can_be_reached() -> None:
    unreachable = [it.name for _, it in shipped().contacts.items() if it.value is None]
    sent = re.compile(rf"(tell|ring|contact|pass it to) (the )?({'|'.join(unreachable)})\b")
    asked = re.compile(r"security is asked to tell|security is told|ask security")
    said = {s for shown in all_for_staff() for s in shown.sentences}
    said |= {s for shown in all_for_leaders() for s in shown.sentences}

    found = [it for it in said if sent.search(it) and not asked.search(it.casefold())]

    assert [it for it in found if "Security" not in it] == []


def test_nobody_is_said_to_be_told_whom_the_bot_does_not_tell() -> None:
    said = {s.casefold() for shown in all_for_staff() for s in shown.sentences}

    assert not [
        it for it in said if re.search(r"(advisor|privacy team|\bit\b|media team) is told", it)
    ]
    assert not [it for it in said if "waits for nobody" in it or "should hear" in it]


def test_security_is_asked_to_tell_those_whom_the_email_names() -> None:
    for shown in staff(lambda it: it.scenario == "impersonation" and it.level >= Level.STANDARD):
        (asked,) = matching(shown.guide.sections["Who is told"], "security is asked to tell")
        assert "social media advisor" in asked


# Level, consent and route


@pytest.mark.parametrize("answer", ["not-agreed", "unaware"])
def test_a_report_about_a_colleague_waits_for_them_below_urgent(answer: str) -> None:
    report_now = shipped().texts("guidance.level_high")
    for shown in staff(lambda it: it.scenario == COLLEAGUE and it.says("agrees", answer)):
        waits = bool(matching([shown.about_level], "wait with the report"))
        assert waits is not shown.level.goes_at_once
        assert report_now not in shown.sentences


def test_a_report_about_a_colleague_who_agrees_need_not_wait() -> None:
    high = shipped().texts("guidance.level_high")
    agreed = staff(
        lambda it: (
            it.scenario == COLLEAGUE and it.says("agrees", "agrees") and it.level is Level.HIGH
        )
    )

    assert {shown.about_level for shown in agreed} == {high}


def test_of_a_threat_security_and_leader_hear_together() -> None:
    for shown in staff(lambda it: it.scenario == THREAT and it.leader == "their leader is told"):
        assert matching(shown.sentences, "security and your people leader together")
        assert not matching(shown.sentences, "leader first")


def test_a_leader_who_does_not_answer_is_spoken_of_only_where_the_report_waits() -> None:
    late = "does not answer in time"
    for shown in staff(lambda it: it.level.goes_at_once):
        assert not matching(shown.sentences, late)
    staff(lambda it: bool(matching(it.sentences, late)))


@pytest.mark.parametrize("leader", ["another leader is told", "Security only"])
def test_whoever_goes_round_their_leader_first_hears_who_may_read_entries(leader: str) -> None:
    reports = staff(
        lambda it: (
            it.leader == leader and bool(matching(it.sentences, "becomes the email to security"))
        )
    )

    for shown in reports:
        told = shown.guide.sections["Who is told"]
        assert matching(told, "before you make an entry .*ask security who reads entries")
        assert not matching(told, "you get a text to copy")


# Who is followed, watched or unsafe


@pytest.mark.parametrize("fact", UNSAFE)
def test_whoever_is_unsafe_gets_steps_for_that(fact: str) -> None:
    scenarios = {shown.scenario for shown in staff(lambda it: it.says(fact))}

    assert scenarios == set(shipped().catalogue.scenarios)
    for shown in staff(lambda it: it.says(fact)):
        assert shown.level.goes_at_once
        for said in ("111", "Security", "travel alone", "trust", "the route"):
            assert said in first(shown), (shown.scenario, said)
        assert first(shown).index("111") < first(shown).index("Security")


def test_who_is_followed_again_hears_that_police_can_act() -> None:
    for shown in staff(lambda it: is_unsafe(it) and it.says("repeated")):
        assert "Police can act on stalking" in first(shown)


def test_nobody_else_is_told_not_to_travel_alone() -> None:
    for shown in staff(lambda it: not is_unsafe(it)):
        assert "travel alone" not in first(shown)


# Partner, ex-partner or family


def test_a_safety_plan_stands_alone_before_passwords_and_blocking() -> None:
    for shown in staff(lambda it: it.says("family_violence")):
        assert "safety plan" in first(shown).casefold()
        steps = shown.guide.sections["Do this"]
        early = matching(
            steps, r"^(?!after the plan).*(password|two-factor|block|mute or|signing other)"
        )
        assert [it for it in early if "share a code" not in it] == []


def test_who_can_still_get_in_secures_nothing_before_the_plan() -> None:
    shown = staff(
        lambda it: (
            it.scenario == "account-takeover" and it.says("family_violence") and it.says("still_in")
        )
    )

    assert not [it for it in shown if matching(it.steps, "^still in|secure the account next")]


def test_beside_womens_refuge_stands_a_line_for_anyone() -> None:
    named = staff(lambda it: bool(matching(it.sentences, "women's refuge")))

    for shown in named:
        for sentence in matching(shown.sentences, "women's refuge"):
            assert "women can ring women's refuge" in sentence
            assert "anyone can ring shine: 0508 744 633" in sentence
    assert {it.scenario for it in staff(lambda it: it.says("family_violence"))} <= {
        it.scenario for it in named
    }


# What must not be copied, and pages to open


def test_what_must_not_be_copied_is_never_folded_away() -> None:
    for shown in staff(lambda it: it.scenario == ILLEGAL):
        for said in ("Make no copies", "no forwarding", "Not even for Security", "don't describe"):
            assert said in first(shown)


def test_pages_to_report_to_are_links() -> None:
    said = {s for shown in staff(lambda it: it.scenario == ILLEGAL) for s in shown.sentences}

    assert [it for it in said if "](https://dia.govt.nz/Digital-Safety-Report-Online-Child" in it]
    assert not [it for it in said if re.search(r"(?<![/\[])dia\.govt\.nz", it)]


# People leaders


def test_a_leader_reads_that_the_email_has_gone_only_once_it_has() -> None:
    gone = "^the email to security has gone"
    for shown in leaders(lambda it: it.case.mail != "sent"):
        assert not matching(shown.sentences, gone)
    leaders(lambda it: bool(matching(it.sentences, gone)))


def test_a_leader_is_sent_to_no_line_that_nobody_knows() -> None:
    for shown in leaders(lambda it: True):
        assert not matching(shown.sentences, "security phone|ring security")


@pytest.mark.parametrize("fact", UNSAFE)
def test_a_leader_hears_what_to_change_for_someone_who_is_unsafe(fact: str) -> None:
    for shown in leaders(lambda it: it.says(fact)):
        assert matching(shown.guide.sections["Do this"][:5], "work alone until security")


def test_a_leader_learns_of_family_only_if_they_may() -> None:
    for shown in leaders(lambda it: not it.says("family_violence")):
        assert not matching(shown.guide.sections["Do this"], "safety plan|refuge|ex-partner")
    for shown in leaders(lambda it: it.says("family_violence")):
        assert matching(shown.guide.sections["Do this"], "safety plan")

"""Your privacy: what it says of readers and times is what the content sets."""

from datetime import timedelta

import pytest

from bot.content import Content
from bot.domain.scenario import Fact, Reader
from bot.services.wording import in_words
from cards.about_cards import privacy_card
from cards.gallery.samples import MAILBOX
from cards.plain_text import plain_text
from tests.builders import shipped
from tests.words import contact_name, words

FACTS = shipped().catalogue.facts.values()
LISTS = {
    Reader.CARD: words("privacy.in_full_card"),
    Reader.DETAILS: words("privacy.in_full_details"),
    Reader.NOGGIN: words("privacy.in_full_entry", system=contact_name("noggin")),
    Reader.KOTAHI: words("privacy.in_full_entry", system=contact_name("kotahi")),
}
ALLOWED, EMAIL_ONLY = words("privacy.in_full_allowed"), words("privacy.in_full_email")


def shown(content: Content) -> str:
    """All of the page."""
    return plain_text(privacy_card(content, MAILBOX))


def listed(title: str) -> list[str]:
    """The facts under this heading."""
    lines = [line for line in shown(shipped()).splitlines() if line]
    return lines[lines.index(title) + 1].split("; ")


@pytest.mark.parametrize("reader", LISTS)
def test_each_reader_is_said_to_read_the_facts_that_reach_them_and_no_others(
    reader: Reader,
) -> None:
    reach = {it.heading for it in FACTS if reader in it.readers and not it.leader_if_allowed}

    assert set(listed(LISTS[reader])) == reach


def test_what_a_leader_reads_only_with_a_tick_stands_apart() -> None:
    assert set(listed(ALLOWED)) == {it.heading for it in FACTS if it.leader_if_allowed}


def test_what_only_security_reads_is_named() -> None:
    only = {it.heading for it in FACTS if it.readers == (Reader.EMAIL,)}

    assert set(listed(EMAIL_ONLY)) == only


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_no_fact_is_left_out_of_the_page(fact: Fact) -> None:
    assert fact.heading in shown(shipped())


def with_retention(**changed: timedelta) -> Content:
    """The content with other times."""
    content = shipped()
    retention = content.timers.retention.model_copy(update=changed)
    timers = content.timers.model_copy(update={"retention": retention})
    return Content(**{**vars(content), "timers": timers})


def test_the_times_are_those_that_are_set() -> None:
    days = {"looked_up": timedelta(days=11), "counters": timedelta(days=12)}
    content = with_retention(**days, reports=timedelta(days=13))

    page = shown(content)

    assert words("privacy.unsent", time=in_words(content.texts, timedelta(hours=24))) in page
    assert words("privacy.looked_up", time="11 days") in page
    assert words("privacy.counters", time="12 days") in page
    assert words("privacy.kept", time="13 days") in page
    assert words("privacy.kept_undecided") not in page


def test_while_nobody_has_decided_how_long_reports_are_kept_it_says_so() -> None:
    assert words("privacy.kept_undecided") in shown(shipped())


@pytest.mark.parametrize(
    "key", ["chat", "limits", "rights", "then_commissioner", "eap", "deputy", "others", "entries"]
)
def test_it_names_teams_the_limits_the_rights_and_eap(key: str) -> None:
    assert words(f"privacy.{key}").replace("**", "") in shown(shipped())


def test_a_correction_is_asked_of_security_by_reference() -> None:
    assert words("privacy.correct", address=MAILBOX) in shown(shipped())

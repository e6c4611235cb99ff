"""Faults in the levels, the contacts and the other files that stand by themselves."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.content.loading.texts import unlinked
from tests.content.sample import errors, loaded, numberless, shown, spoil

ELSEWHERE = [
    ("levels.toml", "[level.high]", "[level.hgih]", "level > high is missing"),
    (
        "levels.toml",
        "[level.high]",
        "[level.hgih]",
        'level: there is no level "hgih"; did you mean "high"?',
    ),
    ("contacts.toml", "[contact.eap]", "[contact.epa]", "contact > eap is missing"),
    (
        "contacts.toml",
        'number = "0800 327 669"',
        "",
        "contact > eap: is confirmed, but has neither a number nor an address",
    ),
    (
        "contacts.toml",
        'status = "omit"',
        'status = "perhaps"',
        'contact > are_you_ok > status: "perhaps" is not allowed; '
        "use one of confirmed, confirmed-elsewhere, to-be-confirmed, omit",
    ),
    (
        "contacts.toml",
        '"https://ownyouronline.govt.nz"',
        '"ownyouronline.govt.nz"',
        'contact > ncsc > address: "ownyouronline.govt.nz" is not allowed; '
        "an address starts with https:// and has no spaces or round brackets",
    ),
    (
        "links.toml",
        'status = "to-be-confirmed"',
        'status = "confirmed"',
        "link > guidance: is confirmed, but has no address",
    ),
    (
        "links.toml",
        'status = "to-be-confirmed"',
        'address = "http://example.org"\nstatus = "confirmed"',
        'link > guidance > address: "http://example.org" is not allowed; '
        "an address starts with https:// and has no spaces or round brackets",
    ),
    (
        "links.toml",
        'name = "Noggin"',
        'name = "[Noggin]"',
        'link > noggin > name: "[Noggin]" is not allowed; a name has no square brackets',
    ),
    (
        "platforms.toml",
        'name = "Facebook"',
        'name = "Facebook"\nchecked_on = "today"',
        "platform > facebook > checked_on: must be a date such as 2027-05-22, without quotes",
    ),
    (
        "self_harm.toml",
        '"eap"',
        '"epa"',
        'contacts: there is no contact "epa"; did you mean "eap"?',
    ),
    (
        "before_posting.toml",
        '"asked-to-post-or-reply"',
        '"asked-to-post"',
        'scenarios > N: there is no scenario "asked-to-post"; '
        'did you mean "asked-to-post-or-reply"?',
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "error"), ELSEWHERE)
def test_a_fault_elsewhere_is_named(
    folder: Path, file: str, old: str, new: str, error: str
) -> None:
    spoil(folder, file, old, new)

    assert f"{file}: {error}" in numberless(errors(folder))


def test_a_confirmed_link_leads_to_its_address(folder: Path) -> None:
    configured = 'address = "https://example.org/guide"\nstatus = "confirmed"'
    name = 'name = "Social Media Safety Guidelines"\n'
    spoil(folder, "links.toml", name + 'status = "to-be-confirmed"', name + configured)

    evidence = shown(loaded(folder).staff["sample"])["Evidence"]

    assert evidence == ("See [Social Media Safety Guidelines](https://example.org/guide).",)


CONFIRMED = 'address = "https://example.org/guide"\nstatus = "confirmed"'


def test_every_confirmed_link_is_among_what_to_read_more(folder: Path) -> None:
    name = 'name = "Te Kawa Mataaho Public Service Commission guide on integrity and conduct"\n'
    assert loaded(folder).read_more == ()

    spoil(folder, "links.toml", name + 'status = "to-be-confirmed"', name + CONFIRMED)

    (read_more,) = loaded(folder).read_more
    assert read_more.endswith("](https://example.org/guide)")


def test_a_contact_to_be_confirmed_shows_its_name_only(folder: Path) -> None:
    contacts = loaded(folder).contacts

    assert contacts.line("outline") == contacts["outline"].name
    assert contacts.value("outline") is None


def test_a_confirmed_contact_shows_number_and_hours(folder: Path) -> None:
    contacts = loaded(folder).contacts

    assert contacts.value("eap") == "0800 327 669"
    assert contacts.line("eap") == "Employee Assistance Programme (EAP): 0800 327 669 (any time)"


def test_a_web_page_is_a_link_that_shows_its_address(folder: Path) -> None:
    line = loaded(folder).contacts.line("dia_child")

    address = "dia.govt.nz/Digital-Safety-Report-Online-Child-Exploitation-Material"
    assert f": [{address}](https://{address})" in line
    assert unlinked(line).endswith(f": https://{address}")


def test_no_confirmed_page_is_shown_without_being_a_link(folder: Path) -> None:
    contacts = loaded(folder).contacts
    pages = [key for key, it in contacts.items() if it.address and "@" not in it.address]
    shown_pages = [contacts.line(key) for key in pages if contacts.value(key)]

    assert len(shown_pages) > 2
    assert [line for line in shown_pages if not re.search(r"\]\(https://", line)] == []


def test_a_mail_address_is_shown_as_it_is(folder: Path) -> None:
    assert loaded(folder).contacts.line("netsafe_text").endswith("4282, help@netsafe.org.nz")


def test_beside_a_line_for_women_stands_one_for_anyone(folder: Path) -> None:
    contacts = loaded(folder).contacts

    assert contacts.line("womens_refuge").endswith("(family violence, for women; any time)")
    assert contacts.line("shine").endswith("0508 744 633 (family violence, for anyone)")


def test_a_name_that_asks_needs_no_colon(folder: Path) -> None:
    line = loaded(folder).contacts.line("need_to_talk")

    assert line == "1737 Need to talk? Call or text 1737 (any time)"


def test_a_contact_within_a_sentence_shows_no_hours(folder: Path) -> None:
    support = shown(loaded(folder).staff["sample"])["Support"]

    assert support == ("Employee Assistance Programme (EAP): 0800 327 669",)


def test_a_platform_shows_more_for_a_year_after_it_was_checked(folder: Path) -> None:
    spoil(
        folder, "platforms.toml", 'name = "Facebook"', 'name = "Facebook"\nchecked_on = 2026-01-31'
    )

    assert loaded(folder, today=date(2027, 1, 31)).platforms["facebook"].report
    assert loaded(folder, today=date(2027, 2, 1)).platforms["facebook"].report is None

"""The letters."""

import re
from dataclasses import fields
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from bot.content.loading.emails import Letters, linked
from bot.content.loading.texts import Contact
from bot.services.emails.addition import AdditionLetter
from bot.services.emails.to_leader import LeaderLetter
from bot.services.emails.to_security import SecurityLetter
from bot.services.emails.writer import EntryLetter
from bot.services.wording import plain
from tests.builders import shipped
from tests.content.sample import errors, loaded, spoil

NOGGIN = "letters/noggin.txt.j2"
AT_THE_END = ""


def rendered(template: str, name: str = "noggin.txt", **values: object) -> str:
    return Letters({name: template}).render(name, letter=SimpleNamespace(**values))


def test_a_letter_is_filled_in() -> None:
    assert rendered("Level: {{ letter.level_name }}", level_name="High") == "Level: High"


def test_a_line_with_a_block_leaves_no_empty_line() -> None:
    template = "{% for word in letter.words %}\n{{ word }}\n{% endfor %}\nend"

    assert rendered(template, words=["one", "two"]) == "one\ntwo\nend"


@pytest.mark.parametrize(
    ("words", "html"),
    [
        (
            "Report it: https://dia.govt.nz/Digital-Safety.",
            'Report it: <a href="https://dia.govt.nz/Digital-Safety" rel="noreferrer">'
            "https://dia.govt.nz/Digital-Safety</a>.",
        ),
        ("EAP: 0800 327 669", 'EAP: <a href="tel:0800327669">0800 327 669</a>'),
        ("Call 111, or 105.", None),
        ("OH-2026-1111 at 9:11, 1110 & <b>", "OH-2026-1111 at 9:11, 1110 &amp; &lt;b&gt;"),
        ("https://example.org/?a=1&b=2", None),
    ],
)
def test_a_page_or_a_number_becomes_a_link_in_html(words: str, html: str | None) -> None:
    found = str(linked(words))

    assert found == html if html else found.count("<a href=") == found.count("</a>") > 0
    assert unescape(re.sub(r"<a [^>]*>|</a>", "", found)) == words


PAGES = [it for _, it in shipped().contacts.items() if it.value and "https:" in (it.address or "")]


@pytest.mark.parametrize("contact", PAGES, ids=lambda it: it.name)
def test_an_address_of_a_contact_is_a_link_on_cards_and_in_mails_and_pages(
    contact: Contact,
) -> None:
    assert f"]({contact.address})" in contact.in_prose
    assert f'<a href="{contact.address}"' in str(linked(plain(contact.in_prose)))


def test_html_is_escaped() -> None:
    said = "<script>alert(1)</script>"

    assert "<script>" not in rendered("{{ letter.said }}", "security.html", said=said)


def test_plain_text_is_left_as_it_is() -> None:
    assert rendered("{{ letter.said }}", said="Tom & Jerry") == "Tom & Jerry"


def test_what_was_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="levl_name"):
        rendered("{{ letter.levl_name }}")


def test_an_unknown_letter_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"nogin\.txt"):
        Letters({"noggin.txt": ""}).render("nogin.txt")


@pytest.mark.parametrize(
    "template",
    ["{{ letter.__class__ }}", "{{ letter.words.clear() }}", "{{ letter.words.append(1) }}"],
)
def test_a_template_cannot_leave_the_sandbox(template: str) -> None:
    with pytest.raises(SecurityError):
        rendered(template, words=["one"])


@pytest.mark.parametrize(
    ("added", "reason"),
    [
        ("{{ letter.referenz }}", 'there is no placeholder "referenz"'),
        ("{{ reference }}", 'there is no placeholder "reference"'),
        (
            "{% for row in letter.rows %}{{ row.valu }}{% endfor %}",
            'there is no placeholder "valu"',
        ),
        (
            "{% if not letter.rows %}{{ letter.nothing }}{% endif %}",
            'there is no placeholder "nothing"',
        ),
        (
            "{{ letter.__class__ }}",
            "access to attribute '__class__' of 'SimpleNamespace' object is unsafe.",
        ),
        ("{{ letter.rows | shout }}", "No filter named 'shout'."),
        ("{% if letter.rows %}", "Unexpected end of template."),
        ("{{ range(10 ** 9) }}", "Range too big."),
    ],
)
def test_a_fault_in_a_letter_is_the_only_error(folder: Path, added: str, reason: str) -> None:
    lines = len((folder / NOGGIN).read_text(encoding="utf-8").splitlines())

    spoil(folder, NOGGIN, AT_THE_END, added + "\n")

    (error,) = errors(folder)
    assert error.startswith(f"{NOGGIN}: line {lines + 1}: {reason}")


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("security.txt", SecurityLetter),
        ("security.html", SecurityLetter),
        ("leader.txt", LeaderLetter),
        ("leader.html", LeaderLetter),
        ("addition.txt", AdditionLetter),
        ("addition.html", AdditionLetter),
        ("noggin.txt", EntryLetter),
        ("kotahi.txt", EntryLetter),
    ],
)
def test_an_editor_may_use_all_that_a_letter_is_given(
    folder: Path,
    name: str,
    letter: type[SecurityLetter | LeaderLetter | AdditionLetter | EntryLetter],
) -> None:
    holes = "".join(f"{{{{ letter.{field.name} }}}}" for field in fields(letter))

    spoil(folder, f"letters/{name}.j2", AT_THE_END, holes + "\n")

    assert loaded(folder).letters is not None


@pytest.mark.parametrize("name", ["leader.txt", "leader.html"])
def test_the_letter_to_a_leader_is_given_nothing_they_may_not_read(folder: Path, name: str) -> None:
    spoil(folder, f"letters/{name}.j2", AT_THE_END, "{{ letter.sections }}\n")

    (error,) = errors(folder)
    assert error.endswith('there is no placeholder "sections"')


def test_a_letter_that_is_not_there_is_missed(folder: Path) -> None:
    (folder / "letters/leader.txt.j2").unlink()

    assert [it for it in errors(folder) if "letters/leader.txt.j2" in it]

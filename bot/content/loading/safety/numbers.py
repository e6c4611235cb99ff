"""Checks telephone numbers: those of contacts, and those that sentences send people to."""

import re
from collections.abc import Iterable

from bot.content.loading.model import Content
from bot.content.loading.safety.rules import FILE, SafetyRules
from bot.content.loading.safety.sentences import Places, Sentence

_NUMBER = re.compile(r"\+?\d[\w/-]*(?: +\+?\d[\w/-]*)*")
_NEW_ZEALAND = re.compile(
    r"[1-9]\d{2,3}"  # 111, 105, and short codes for texts
    r"|0800\d{6,7}|0508\d{6}"  # free phone
    r"|0[34679]\d{7}|02\d{7,9}"  # landline, mobile
    r"|\+64[2-9]\d{7,9}"
)
"""Telephone numbers of New Zealand, without spaces."""
_PRESSED = re.compile(r"\bpress \d+")
_RUNG = re.compile(
    r"\b(?:call|ring|dial|phone|text|calling|ringing|police on|number is)\W+(?:or text )?\**"
    r"(\+?\d[\d ]*\d)(?!\w)",
    re.I,
)
_LONG = re.compile(r"(?<![\w/.,-])\+?[\dO]\d[\d ]{5,}\d(?![\w/-])")


def check_contacts(content: Content, rules: SafetyRules, places: Places) -> None:
    """Checks that numbers look like New Zealand numbers, and that some are what they are."""
    contacts = places.file("contacts.toml")
    for key, contact in content.contacts.items():
        if contact.number is None:
            continue
        location = contacts.at("contact", key, "number")
        found = _NUMBER.findall(_PRESSED.sub("", contact.number))
        if not re.search(r"\d", contact.number):
            location.error("has no digits")
        for it in found:
            if not _NEW_ZEALAND.fullmatch(_digits(it)):
                location.error(f'"{it.strip()}" is no telephone number in New Zealand')
    for key, number in rules.numbers.items():
        value = content.contacts.value(key) if key in content.contacts else None
        if value is not None and number not in _numbers_in(value):
            contacts.at("contact", key, "number").error(f"must be {number} ({FILE}: numbers)")


def check_numbers_in(sentences: Iterable[Sentence], content: Content) -> None:
    """Checks that every number people are sent to is that of a contact."""
    known = {
        number for _, contact in content.contacts.items() for number in _numbers_in(contact.number)
    }
    for sentence in sentences:
        found = [*_RUNG.findall(sentence.text), *_LONG.findall(sentence.text)]
        for it in dict.fromkeys(it.strip() for it in found):
            if not _NEW_ZEALAND.fullmatch(_digits(it)):
                sentence.location.error(f'"{it}" is no telephone number in New Zealand')
            elif _digits(it) not in known:
                sentence.location.error(
                    f'"{it}" is the number of no contact: add it to contacts.toml, with its source'
                )


def _numbers_in(text: str | None) -> set[str]:
    return {_digits(it) for it in _NUMBER.findall(text or "")}


def _digits(number: str) -> str:
    return re.sub(r"[ -]", "", number)

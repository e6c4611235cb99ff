"""Reads the files that stand by themselves: contacts, levels, texts, emails and two cards."""

from collections.abc import Collection, Mapping

from bot.content.loading import emails, texts
from bot.content.loading.contacts import (
    Contact,
    Contacts,
    ContactsFile,
    Link,
    LinksFile,
    Platform,
    PlatformsFile,
    Status,
)
from bot.content.loading.emails import Letters
from bot.content.loading.errors import Location
from bot.content.loading.model import BeforePosting, LevelText, SelfHarm
from bot.content.loading.phrases import (
    NO_SELF_HARM_IS_HEARD,
    SELF_HARM_IS_HEARD,
    is_whole,
    refuse_deaf,
)
from bot.content.loading.questions import refuse_unknown_contacts
from bot.content.loading.reader import Reading
from bot.content.loading.texts import Texts
from bot.domain.base import Key, Value
from bot.domain.scenario import Level
from bot.domain.typed.small_words import Spoken

NEEDED = (
    *("emergency", "emergency_silent", "police_105", "security", "security_phone", "deputies"),
    *("it", "privacy_team", "media_team", "advisor", "threat_process", "noggin", "kotahi"),
    *("eap", "need_to_talk", "suicide_crisis_helpline", "lifeline", "victim_support"),
    *("womens_refuge", "shine", "safe_to_talk", "are_you_ok", "healthline", "outline"),
    *("asian_family_services", "netsafe", "netsafe_text", "dia_child", "dia_extremism", "ncsc"),
    *("privacy_commissioner", "customer_support"),
)
"""Contacts that cards, letters and guidance count on."""


def read_contacts(reading: Reading) -> Contacts | None:
    """contacts.toml; warns of what is still to be confirmed."""
    file = reading.model("contacts.toml", ContactsFile)
    if file is None:
        return None
    place = reading.place("contacts.toml").at("contact")
    for key in NEEDED:
        if key not in file.contact:
            place.at(key).missing()
    for key, contact in file.contact.items():
        if contact.status.may_be_shown and contact.value is None:
            place.at(key).refuse("is confirmed, but has neither a number nor an address")
    _warn_of_unconfirmed(reading, "contacts.toml: contact", file.contact)
    return Contacts(file.contact)


def read_links(reading: Reading) -> Mapping[str, Link] | None:
    """links.toml; warns of what is still to be confirmed."""
    file = reading.model("links.toml", LinksFile)
    if file is None:
        return None
    for key, link in file.link.items():
        if link.status.may_be_shown and link.address is None:
            reading.place("links.toml").at("link", key).refuse("is confirmed, but has no address")
    _warn_of_unconfirmed(reading, "links.toml: link", file.link)
    return file.link


def read_platforms(reading: Reading) -> Mapping[str, Platform] | None:
    """platforms.toml as of today; warns of what was not checked within a year."""
    file = reading.model("platforms.toml", PlatformsFile)
    if file is None:
        return None
    for key, platform in file.platform.items():
        if not platform.is_checked(reading.today):
            when = (
                f"last checked on {platform.checked_on}" if platform.checked_on else "not checked"
            )
            reading.warnings.append(
                f"platforms.toml: platform > {key} was {when}, so people see its name only."
            )
    return {key: platform.as_of(reading.today) for key, platform in file.platform.items()}


def _warn_of_unconfirmed(
    reading: Reading, where: str, entries: Mapping[str, Contact] | Mapping[str, Link]
) -> None:
    for key, entry in entries.items():
        if entry.status is Status.TO_BE_CONFIRMED:
            reading.warnings.append(
                f"{where} > {key} is still to be confirmed, so people see its name only."
            )


_WORDS = ("yes", "no", "beside", "not-sure", "menu")


class LevelsFile(Value):
    """levels.toml."""

    level: Mapping[Key, LevelText]


def read_levels(reading: Reading) -> Mapping[str, LevelText] | None:
    """levels.toml: every level and no other."""
    file = reading.model("levels.toml", LevelsFile)
    if file is None:
        return None
    words = [level.word for level in Level]
    place = reading.place("levels.toml").at("level")
    for word in words:
        if word not in file.level:
            place.at(word).missing()
    for word in file.level:
        if word not in words:
            place.refuse_unknown("level", word, words)
    return file.level


def read_texts(reading: Reading, reference: Texts | None) -> Texts | None:
    """texts.toml, compared with the texts that the bot was written for."""
    table = reading.table("texts.toml", has_placeholders=False)
    if table is None:
        return None
    place = reading.place("texts.toml")
    found = texts.read_texts(table, place)
    if not place.complaints:
        _check_yes_and_no(found, place.at("words"))
    if reference is not None:
        texts.compare(found, reference, place)
    return found


def _check_yes_and_no(found: Texts, place: Location) -> None:
    """Refuses a "no" that could take an unclear word for one, where somebody may be in danger."""
    lists = {key: found(f"words.{key}") for key in _WORDS if f"words.{key}" in found.placeholders}
    if lists.keys() != set(_WORDS):
        return
    says = Spoken(yes=lists["yes"], no=lists["no"], beside=lists["beside"])
    for key in ("yes", "not-sure", "menu"):
        for word in lists[key].split(","):
            if says.is_no(word):
                place.at("no").refuse(f'"{word.strip()}" stands in words > {key} too')
    if not says.is_no("no"):
        place.at("no").refuse('"no" is missing')


def read_letters(reading: Reading) -> Letters:
    """Every letter, filled in once with samples to see that it works."""
    found = {}
    for name in emails.NAMES:
        file = f"{emails.FOLDER}/{emails.file_name(name)}"
        if (text := reading.text(file)) is not None:
            found[name] = text
    read = Letters(found)
    for name in found:
        place = reading.place(f"{emails.FOLDER}/{emails.file_name(name)}")
        emails.check(read, name, place)
    return read


def read_self_harm(reading: Reading, contacts: Contacts | None) -> SelfHarm | None:
    """self_harm.toml."""
    card = reading.model("self_harm.toml", SelfHarm)
    if card is not None:
        place = reading.place("self_harm.toml")
        if is_whole(card, place):
            refuse_deaf(card, place, SELF_HARM_IS_HEARD, NO_SELF_HARM_IS_HEARD)
        refuse_unknown_contacts(card.contacts, place.at("contacts"), contacts)
    return card


def read_before_posting(reading: Reading, scenarios: Collection[str]) -> BeforePosting | None:
    """before_posting.toml."""
    card = reading.model("before_posting.toml", BeforePosting)
    for number, name in enumerate(card.scenarios if card else (), 1):
        if name not in scenarios:
            place = reading.place("before_posting.toml").at("scenarios", number)
            place.refuse_unknown("scenario", name, scenarios)
    return card

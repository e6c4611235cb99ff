"""Loads contacts, links, platforms, levels, texts, letters and two cards: a file for each."""

from collections.abc import Collection, Mapping

from bot.content.loading import emails, texts
from bot.content.loading.emails import Letters
from bot.content.loading.errors import Location
from bot.content.loading.facts import check_contact_keys
from bot.content.loading.model import BeforePosting, LevelText, SelfHarm
from bot.content.loading.phrases import (
    NO_SELF_HARM_IS_HEARD,
    SELF_HARM_IS_HEARD,
    all_readable,
    check_recognised,
)
from bot.content.loading.reader import ContentReader
from bot.content.loading.safety.rules import FILE as SAFETY_RULES
from bot.content.loading.safety.rules import SafetyRules
from bot.content.loading.texts import (
    Contact,
    Contacts,
    ContactsFile,
    Link,
    LinksFile,
    Platform,
    PlatformsFile,
    Status,
    Texts,
)
from bot.domain.base import Key, Value
from bot.domain.scenario import Level
from bot.domain.typed.yes_no import YesNoPhrases

NEEDED = (
    *("emergency", "emergency_silent", "police_105", "security", "security_phone", "deputies"),
    *("it", "privacy_team", "media_team", "advisor", "threat_process", "noggin", "kotahi"),
    *("eap", "need_to_talk", "suicide_crisis_helpline", "lifeline", "victim_support"),
    *("womens_refuge", "shine", "safe_to_talk", "are_you_ok", "healthline", "outline"),
    *("asian_family_services", "netsafe", "netsafe_text", "dia_child", "dia_extremism", "ncsc"),
    *("privacy_commissioner", "customer_support"),
)
"""Contacts that cards, letters and guidance refer to."""
TURNED_TO = (
    *("emergency", "emergency_silent", "police_105", "security_phone", "eap", "need_to_talk"),
    "privacy_commissioner",
)
"""Contacts that cards send people to, without an {{if: reachable}} that guidance would have."""


def read_contacts(reader: ContentReader) -> Contacts | None:
    """contacts.toml; warns of entries that are still to be confirmed."""
    file = reader.model("contacts.toml", ContactsFile)
    if file is None:
        return None
    location = reader.location("contacts.toml").at("contact")
    for key in NEEDED:
        if key not in file.contact:
            location.at(key).missing()
    for key, contact in file.contact.items():
        if contact.status.may_be_shown and contact.value is None:
            location.at(key).error("is confirmed, but has neither a number nor an address")
    _warn_of_unconfirmed(reader, "contacts.toml: contact", file.contact)
    return Contacts(file.contact)


def read_links(reader: ContentReader) -> Mapping[str, Link] | None:
    """links.toml; warns of entries that are still to be confirmed."""
    file = reader.model("links.toml", LinksFile)
    if file is None:
        return None
    for key, link in file.link.items():
        if link.status.may_be_shown and link.address is None:
            reader.location("links.toml").at("link", key).error("is confirmed, but has no address")
    _warn_of_unconfirmed(reader, "links.toml: link", file.link)
    return file.link


def read_platforms(reader: ContentReader) -> Mapping[str, Platform] | None:
    """platforms.toml as of today; warns of entries that were not checked within a year."""
    file = reader.model("platforms.toml", PlatformsFile)
    if file is None:
        return None
    for key, platform in file.platform.items():
        if not platform.is_checked(reader.today):
            when = (
                f"last checked on {platform.checked_on}" if platform.checked_on else "not checked"
            )
            reader.warnings.append(
                f"platforms.toml: platform > {key} was {when}, so people see its name only."
            )
    return {key: platform.as_of(reader.today) for key, platform in file.platform.items()}


def _warn_of_unconfirmed(
    reader: ContentReader, where: str, entries: Mapping[str, Contact] | Mapping[str, Link]
) -> None:
    for key, entry in entries.items():
        if entry.status is Status.TO_BE_CONFIRMED:
            reader.warnings.append(
                f"{where} > {key} is still to be confirmed, so people see its name only."
            )


_TYPED_WORDS = ("yes", "no", "beside", "not-sure", "menu")


class LevelsFile(Value):
    """levels.toml."""

    level: Mapping[Key, LevelText]


def read_levels(reader: ContentReader) -> Mapping[str, LevelText] | None:
    """levels.toml: every level and no other."""
    file = reader.model("levels.toml", LevelsFile)
    if file is None:
        return None
    words = [level.word for level in Level]
    location = reader.location("levels.toml").at("level")
    for word in words:
        if word not in file.level:
            location.at(word).missing()
    for word in file.level:
        if word not in words:
            location.unknown("level", word, words)
    return file.level


def read_texts(reader: ContentReader, reference: Texts | None) -> Texts | None:
    """texts.toml, compared with the reference texts if there are any."""
    table = reader.table(texts.TEXTS_FILE, has_placeholders=False)
    if table is None:
        return None
    location = reader.location(texts.TEXTS_FILE)
    found = texts.parse_texts(table, location)
    if not location.errors:
        _check_yes_and_no(found, location.at("words"))
    if reference is not None:
        texts.check_against(found, reference, location)
    return found


def _check_yes_and_no(found: Texts, location: Location) -> None:
    """Checks that no other word is read as "no": at a danger question that hides a danger."""
    lists = {
        key: found(f"words.{key}") for key in _TYPED_WORDS if f"words.{key}" in found.placeholders
    }
    if lists.keys() != set(_TYPED_WORDS):
        return
    says = YesNoPhrases(yes=lists["yes"], no=lists["no"], beside=lists["beside"])
    for key in ("yes", "not-sure", "menu"):
        for word in lists[key].split(","):
            if says.is_no(word):
                location.at("no").error(f'"{word.strip()}" stands in words > {key} too')
    if not says.is_no("no"):
        location.at("no").error('"no" is missing')


def read_letters(reader: ContentReader) -> Letters:
    """Every letter, rendered with samples to see that it works."""
    found = {}
    for name in emails.NAMES:
        file = f"{emails.FOLDER}/{emails.file_name(name)}"
        if (text := reader.text(file)) is not None:
            found[name] = text
    letters = Letters(found)
    for name in found:
        location = reader.location(f"{emails.FOLDER}/{emails.file_name(name)}")
        emails.check_letter(letters, name, location)
    if not reader.errors:
        for name in emails.IN_TWO_FORMS:
            for sentence in emails.sentences_of_one_form(letters, name):
                reader.warnings.append(
                    f'{emails.FOLDER}/{name}: only one of the two forms says "{sentence}"'
                )
    return letters


def read_self_harm(reader: ContentReader, contacts: Contacts | None) -> SelfHarm | None:
    """self_harm.toml."""
    card = reader.model("self_harm.toml", SelfHarm)
    if card is not None:
        location = reader.location("self_harm.toml")
        if all_readable(card, location):
            check_recognised(card, location, SELF_HARM_IS_HEARD, NO_SELF_HARM_IS_HEARD)
        check_contact_keys(card.contacts, location.at("contacts"), contacts)
    return card


def read_before_posting(reader: ContentReader, scenarios: Collection[str]) -> BeforePosting | None:
    """before_posting.toml."""
    card = reader.model("before_posting.toml", BeforePosting)
    for number, name in enumerate(card.scenarios if card else (), 1):
        if name not in scenarios:
            location = reader.location("before_posting.toml").at("scenarios", number)
            location.unknown("scenario", name, scenarios)
    return card


def read_safety(reader: ContentReader) -> SafetyRules | None:
    """safety.toml."""
    rules = reader.model(SAFETY_RULES, SafetyRules)
    for name, rule in rules.never.items() if rules else ():
        all_readable(rule, reader.location(SAFETY_RULES).at("never", name))
    return rules

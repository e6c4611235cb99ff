"""Reads what the content names: contacts, links and platforms."""

from collections.abc import Mapping

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
from bot.content.loading.reading import Reading

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

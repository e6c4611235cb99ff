"""Loads and checks the report form."""

from collections.abc import Collection

from bot.content.loading import checks
from bot.content.loading.errors import Location
from bot.content.loading.reader import ContentReader
from bot.domain.report import Field, Form

_FILE = "form.toml"
_PLATFORM = "platform"
_ELSEWHERE = "other"


def read_form(
    reader: ContentReader, questions: Collection[str], platforms: Collection[str]
) -> Form | None:
    """The form; None, with errors noted, if it does not fit."""
    form = reader.model(_FILE, Form)
    if form is None:
        return None
    pages = [(reader.location(_FILE).at("pages", n), page) for n, page in enumerate(form.pages, 1)]
    fields = [
        (location.at("fields", number), field)
        for location, page in pages
        for number, field in enumerate(page.fields, 1)
    ]
    checks.check_unique([(location.at("id"), page.id) for location, page in pages])
    checks.check_unique([(location.at("id"), field.id) for location, field in fields])
    for location, page in pages:
        if not page.fields:
            location.at("fields").error("is empty")
    for location, field in fields:
        _check(field, location, questions, platforms)
    return form


def _check(
    field: Field, location: Location, questions: Collection[str], platforms: Collection[str]
) -> None:
    checks.check_choices(field.options, field.kind, location.at("options"))
    if field.id in questions:
        # A draft stores the answers to questions and fields under their ids, side by side.
        location.at("id").error(f'"{field.id}" is already the id of a question')
    if not field.readers:
        location.at("readers").error("is empty, so nobody would see the answer")
    if len(set(field.readers)) < len(field.readers):
        location.at("readers").error("names somebody twice")
    for flag in set(field.only_with) & set(field.not_with):
        location.at("not_with").error(f'"{flag}" is also in only_with, so nobody is ever asked')
    if field.id == _PLATFORM and platforms:
        _check_platforms(field, location.at("options"), platforms)


def _check_platforms(field: Field, location: Location, platforms: Collection[str]) -> None:
    wanted = [*platforms, _ELSEWHERE]
    found = [option.id for option in field.options]
    for number, name in enumerate(found, 1):
        if name not in wanted:
            location.at(number, "id").unknown("platform", name, wanted)
    for name in wanted:
        if name not in found:
            location.at(name).missing()

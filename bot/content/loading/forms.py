"""The report form as editors write it: read and checked."""

from collections.abc import Collection

from bot.content.loading import checks
from bot.content.loading.errors import Location
from bot.content.loading.reader import Reading
from bot.domain.form import Field, Form

_FILE = "form.toml"
_PLATFORM = "platform"
_ELSEWHERE = "other"


def read_form(
    reading: Reading, questions: Collection[str], platforms: Collection[str]
) -> Form | None:
    """The form; None, with complaints, if it does not fit."""
    form = reading.model(_FILE, Form)
    if form is None:
        return None
    pages = [(reading.place(_FILE).at("pages", n), page) for n, page in enumerate(form.pages, 1)]
    fields = [
        (place.at("fields", number), field)
        for place, page in pages
        for number, field in enumerate(page.fields, 1)
    ]
    checks.refuse_doubles([(place.at("id"), page.id) for place, page in pages])
    checks.refuse_doubles([(place.at("id"), field.id) for place, field in fields])
    for place, page in pages:
        if not page.fields:
            place.at("fields").refuse("is empty")
    for place, field in fields:
        _check(field, place, questions, platforms)
    return form


def _check(
    field: Field, place: Location, questions: Collection[str], platforms: Collection[str]
) -> None:
    checks.check_ticks(field.options, field.kind, place.at("options"))
    if field.id in questions:
        # A draft keeps the answers to both under their ids.
        place.at("id").refuse(f'"{field.id}" is already the id of a question')
    if not field.readers:
        place.at("readers").refuse("is empty, so nobody would see the answer")
    if len(set(field.readers)) < len(field.readers):
        place.at("readers").refuse("names somebody twice")
    for flag in set(field.only_with) & set(field.not_with):
        place.at("not_with").refuse(f'"{flag}" is also in only_with, so nobody is ever asked')
    if field.id == _PLATFORM and platforms:
        _check_platforms(field, place.at("options"), platforms)


def _check_platforms(field: Field, place: Location, platforms: Collection[str]) -> None:
    wanted = [*platforms, _ELSEWHERE]
    found = [option.id for option in field.options]
    for number, name in enumerate(found, 1):
        if name not in wanted:
            place.at(number, "id").refuse_unknown("platform", name, wanted)
    for name in wanted:
        if name not in found:
            place.at(name).missing()

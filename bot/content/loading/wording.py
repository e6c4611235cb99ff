"""Words that no content may use, whoever edits it."""

import re

from bot.content.loading.complaints import Place

_MACRONS = {
    "kainga": "kāinga",
    "maori": "māori",
    "whanau": "whānau",
    "korero": "kōrero",
    "awhina": "āwhina",
    "tena": "tēnā",
    "pakeha": "pākehā",
}
_AVOID = ("just ignore it", "low threat", "this is illegal")
_SLIP = re.compile(rf"\b(?:{'|'.join((*_MACRONS, *_AVOID))})\b", re.IGNORECASE)

_NAMES = {"id", "use", "fact", "jump", "not_sure"}
# Lists of words that people type, in whatever spelling.
_TYPED_BY_PEOPLE = {"triggers", "words"}


def is_suspicious(text: str) -> bool:
    """Whether a closer look is needed: one search over a whole file, because it is cheap."""
    return _SLIP.search(text) is not None


def check(text: str, place: Place) -> None:
    """Refuses lost macrons and phrases that belittle or judge."""
    if _NAMES.intersection(place.steps[-1:]) or _TYPED_BY_PEOPLE.intersection(place.steps[-2:-1]):
        return
    for found in _SLIP.findall(text):
        right = _MACRONS.get(found.lower())
        if right is None:
            place.refuse(f'"{found}" is a phrase to avoid')
        else:
            right = right.capitalize() if found[0].isupper() else right
            place.refuse(f'"{found}" is written "{right}"')

"""The names of contacts and links in prose, written out for the reader."""

import re
from collections.abc import Mapping

from bot.content.loading.complaints import Place, did_you_mean
from bot.content.loading.contacts import Contacts, Link, Status

_HOLE = re.compile(r"\{([^{}]*)\}")


class Placeholders:
    """Writes out {contact.eap} and {link.noggin}."""

    def __init__(self, contacts: Contacts, links: Mapping[str, Link]) -> None:
        named = {
            f"contact.{key}": (entry.status, entry.in_prose) for key, entry in contacts.items()
        }
        named |= {f"link.{key}": (entry.status, entry.in_prose) for key, entry in links.items()}
        self._named = named

    def fill(self, text: str, place: Place) -> str:
        """The text with every placeholder written out; what cannot be is refused."""
        if "{" not in text and "}" not in text:
            return text
        filled = _HOLE.sub(lambda hole: self._written(hole[1], place), text)
        if set("{}") & set(_HOLE.sub("", text)):
            place.refuse("a brace stands alone; placeholders look like {contact.eap}")
        return filled

    def _written(self, name: str, place: Place) -> str:
        if name not in self._named:
            hint = did_you_mean(name, self._named)
            place.refuse(f"there is no placeholder {{{name}}}{hint}")
            return name
        status, written = self._named[name]
        if status is Status.OMIT:
            place.refuse(f"{{{name}}} is not to be shown (its status is omit)")
        return written

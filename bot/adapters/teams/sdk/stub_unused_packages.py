"""Keeps out what the SDK would import and this bot never uses."""

import sys
from types import ModuleType

# Its prompts read numbers and dates in a dozen languages; ours read answers themselves. The
# packages for that cost a fifth of a second at every start, and nine megabytes.
UNUSED = ("emoji", "grapheme", "recognizers_choice", "recognizers_date_time", "recognizers_number")


class Absent(ModuleType):
    """Stands in for a package. Every name can be imported from it, and none does anything."""

    def __getattr__(self, name: str) -> type[object]:
        if name.startswith("__"):
            raise AttributeError(name)
        return object


for _name in UNUSED:
    sys.modules.setdefault(_name, Absent(_name))

"""Removes control and direction characters from what people send; all others pass.

The list is fixed, not taken from unicodedata: its tables are older than the emoji that phones
send, and an unknown character is no reason to drop it.
"""

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_HALVES = range(0xD800, 0xE000)
"""Lone surrogates, which UTF-8 cannot encode, so no database takes one."""
_NONCHARACTERS = [
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
]
_DIRECTIONS = [0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
"""Marks that change the direction of writing, so that text looks other than it is."""
_KEPT: dict[int, str | None] = {
    **dict.fromkeys([*_CONTROLS, *_HALVES, *_NONCHARACTERS, *_DIRECTIONS]),
    ord("\t"): " ",
    ord("\n"): "\n",
    ord("\u2028"): "\n",
    ord("\u2029"): "\n",
}
_UNSEEN = dict.fromkeys([0xAD, 0x180E, 0x200B, *range(0x2060, 0x2065), 0xFEFF])
"""Characters without width or meaning; not those that join emoji and letters."""


def without_controls(text: str) -> str:
    """The text without controls; tabs become blanks, line breaks newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_KEPT)


def without_invisible(text: str) -> str:
    """The text without controls and characters of no width."""
    return without_controls(text).translate(_UNSEEN)

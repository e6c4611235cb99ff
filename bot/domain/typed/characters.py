"""Which characters of what a person sent are kept: all but a fixed list.

The list is written here and not asked of the runtime: its Unicode tables are years behind the
emoji that people's phones send, and what they do not know yet is no reason to drop it.
"""

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_HALVES = range(0xD800, 0xE000)
"""Surrogates, which are no characters by themselves; no database takes one."""
_NONCHARACTERS = [
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
]
_DIRECTIONS = [0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
"""Marks that turn the direction of writing, so that words read otherwise than they are."""
_KEPT: dict[int, str | None] = {
    **dict.fromkeys([*_CONTROLS, *_HALVES, *_NONCHARACTERS, *_DIRECTIONS]),
    ord("\t"): " ",
    ord("\n"): "\n",
    ord("\u2028"): "\n",
    ord("\u2029"): "\n",
}
_UNSEEN = dict.fromkeys([0xAD, 0x180E, 0x200B, *range(0x2060, 0x2065), 0xFEFF])
"""Characters without width or meaning. Those that join emoji and letters are not among them."""


def without_controls(text: str) -> str:
    """The text without what no person writes; every tab a blank, every line break a newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_KEPT)


def without_invisible(text: str) -> str:
    """The same without what has no width."""
    return without_controls(text).translate(_UNSEEN)

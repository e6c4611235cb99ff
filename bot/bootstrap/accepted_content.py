"""Loads the content that the bot speaks from: only what can be loaded and drawn on every card."""

from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

from bot.content import Content, ContentRefused, load
from bot.content.loading.loader import SHIPPED
from bot.content.loading.safety import FILE as SAFETY_RULES
from bot.content.loading.texts import TextMismatch

TREE = Path(__file__).resolve().parents[2]
MARKS = TREE / "build" / "accepted"
"""An empty file for each content and code whose cards were all drawn and found good."""
_DRAWN_BY = ("bot/domain", "bot/content/loading", "bot/services", "cards")


def accepted_content(folder: Path = SHIPPED, *, today: date, marks: Path | None = None) -> Content:
    """The content in the folder. Raises ContentRefused for what `app.py check` would refuse.

    Drawing every card takes some two seconds, so what was found good is marked, and is drawn
    again only when content or code changes.
    """
    content = load(folder, today=today)
    marks = marks or MARKS
    mark = marks / f"{content.version}-{_code_version()}"
    if mark.exists():
        return content
    # Imported when needed: nearly every start finds its mark.
    from bot.content.loading.safety_checks import broken_rules
    from cards.gallery.gallery import gallery_faults

    try:
        faults = [*broken_rules(content), *gallery_faults(content)]
    except TextMismatch as mismatch:
        faults = mismatch.errors
    if faults:
        raise ContentRefused(faults)
    with suppress(OSError):  # a read-only disk: the next start draws them once more
        marks.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return content


def _code_version() -> str:
    """Changes with the safety rules, and with any line of the code that draws a card or decides
    what stands on it."""
    summed = sha256()
    for folder in _DRAWN_BY:
        for file in sorted((TREE / folder).rglob("*.py")):
            summed.update(file.read_bytes())
    summed.update((SHIPPED / SAFETY_RULES).read_bytes())
    return summed.hexdigest()[:12]

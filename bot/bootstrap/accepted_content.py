"""Loads content and renders every card once; content that fails either is refused."""

from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

from bot.content import Content, ContentRefused, load
from bot.content.loading.loader import SHIPPED
from bot.content.loading.safety.rules import FILE as SAFETY_RULES
from bot.content.loading.texts import TextMismatch

TREE = Path(__file__).resolve().parents[2]
MARKS = TREE / "build" / "accepted"
"""Holds an empty marker file for each pair of content and code that was accepted."""
_RENDERED_BY = ("bot/domain", "bot/content/loading", "bot/services", "cards")


def accepted_content(folder: Path = SHIPPED, *, today: date, marks: Path | None = None) -> Content:
    """The content in the folder. Raises ContentRefused for what `app.py check` would refuse.

    Rendering every card takes some two seconds, so a marker file remembers that it succeeded;
    it is repeated only when content or code changes.
    """
    content = load(folder, today=today)
    marks = marks or MARKS
    marker = marks / f"{content.version}-{_code_version()}"
    if marker.exists():
        return content
    # Imported late: nearly every start finds its marker.
    from bot.content.loading.safety.violations import broken_rules
    from cards.gallery.gallery import gallery_faults

    try:
        faults = [*broken_rules(content), *gallery_faults(content)]
    except TextMismatch as mismatch:
        faults = mismatch.errors
    if faults:
        raise ContentRefused(faults)
    with suppress(OSError):  # a read-only disk: the next start renders them again
        marks.mkdir(parents=True, exist_ok=True)
        marker.touch()
    return content


def _code_version() -> str:
    """Hash of the safety rules and of all code that renders a card or decides what is on it."""
    digest = sha256()
    for folder in _RENDERED_BY:
        for file in sorted((TREE / folder).rglob("*.py")):
            digest.update(file.read_bytes())
    digest.update((SHIPPED / SAFETY_RULES).read_bytes())
    return digest.hexdigest()[:12]

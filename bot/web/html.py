"""The page as HTML, with its one style and the header that allows nothing else."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from bot.content import Content
from bot.web.answer_page import DECISION, FORM, HELPED, LONGEST_REASON, REASON
from bot.web.view_models import PageView

FOLDER = Path(__file__).parent


def drawn(content: Content, page: PageView) -> str:
    """The whole document."""
    return _template().render(
        page=page,
        texts=content.texts,
        style=Markup(style()),  # noqa: S704 - our own file, and no part of it comes from outside
        names={"form": FORM, "decision": DECISION, "reason": REASON, "helped": HELPED},
        longest_reason=LONGEST_REASON,
    )


@cache
def style() -> str:
    """The style of the page."""
    return (FOLDER / "page.css").read_text(encoding="utf-8")


@cache
def security_policy() -> str:
    """What a browser may do with the page: show it with this style, and send its forms back."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string((FOLDER / "page.html.j2").read_text(encoding="utf-8"))

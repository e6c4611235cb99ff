"""Renders the answer page to HTML, and its Content-Security-Policy."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from bot.content import Content
from bot.content.loading.emails import linked
from bot.web.answer_page import DECISION, FORM, HELP_SHOWN, LONGEST_REASON, REASON
from bot.web.view_models import PageView

FOLDER = Path(__file__).parent


def render_page(content: Content, page: PageView) -> str:
    """The whole HTML document."""
    return _template().render(
        page=page,
        texts=content.texts,
        style=Markup(style()),  # noqa: S704 - our own file, no input in it
        names={"form": FORM, "decision": DECISION, "reason": REASON, "helped": HELP_SHOWN},
        longest_reason=LONGEST_REASON,
    )


@cache
def style() -> str:
    """The style sheet, inlined into the page."""
    return (FOLDER / "page.css").read_text(encoding="utf-8")


@cache
def security_policy() -> str:
    """Content-Security-Policy: this style sheet and forms to this origin, nothing else."""
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
    environment.filters["linked"] = linked
    return environment.from_string((FOLDER / "page.html.j2").read_text(encoding="utf-8"))

"""Renders the answer pages to HTML, and their Content-Security-Policy."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.content import Content
from bot.content.loading.emails import linked
from bot.web.answer_page import DECISION, FORM, HELP_SHOWN, LONGEST_REASON, REASON
from bot.web.security_page import ACT, TICK, SecurityView
from bot.web.view_models import PageView

FOLDER = Path(__file__).parent


def render_page(content: Content, page: PageView | SecurityView) -> str:
    """The whole HTML document."""
    shared = {
        "page": page,
        "texts": content.texts,
        "style": Markup(style()),  # noqa: S704 - our own file, no input in it
    }
    if isinstance(page, SecurityView):
        names = {"form": FORM, "act": ACT, "tick": TICK}
        return _templates().get_template("security_page.html.j2").render(**shared, names=names)
    names = {"form": FORM, "decision": DECISION, "reason": REASON, "helped": HELP_SHOWN}
    page_template = _templates().get_template("page.html.j2")
    return page_template.render(**shared, names=names, longest_reason=LONGEST_REASON)


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
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )
    environment.filters["linked"] = linked
    return environment

"""One report that its leader can answer from a mail."""

from collections.abc import AsyncIterator

import pytest

from tests.builders import a_line, a_report
from tests.web.site import Site

SECRET = "Marked: what was said"
KNOWN = a_line("affected", "A colleague", readers=["card"])
WORDS = a_line("threat", SECRET, readers=["email"])
DETAILS = a_line("shows", "Marked: a home", readers=["details", "email"])
TYPED = a_line("contact", "Marked: typed", readers=["card"], free_text=True)
FULL = a_report(KNOWN, WORDS, DETAILS, TYPED)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """At level standard, waiting for an answer."""
    async with Site(FULL) as site:
        yield site

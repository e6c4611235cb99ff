"""An address is taken in the ways people paste it; what has none is asked again."""

from datetime import date

import pytest

from bot.domain.typed.typed_input import InvalidAnswer, ParsedAnswer, parse_fact
from tests.builders import a_fact

DAY = date(2026, 11, 23)
LINK = a_fact("link", kind="link", max_length=90)
PAGE = "https://a.example/x_(y)?b=1"


def read(said: str) -> ParsedAnswer | InvalidAnswer:
    """What the fact is told."""
    return parse_fact(LINK, said, DAY)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (PAGE, PAGE),
        ("a.example/x", "a.example/x"),
        ("www.a.example", "www.a.example"),
        (f"  {PAGE}\n", PAGE),
        (f"{PAGE} 😡", PAGE),
        (f"😡 {PAGE} 😡😡", PAGE),
        (f"<{PAGE}>", PAGE),
        (f"({PAGE}) !", PAGE),
        (f'"{PAGE}".', PAGE),
        (f"{PAGE}\n{PAGE}", PAGE),
        (f"{PAGE}\nhttps://b.example", f"{PAGE}\nhttps://b.example"),
        (f"Angry tenants | Facebook ({PAGE})", f"Angry tenants | Facebook ({PAGE})"),
        (f"it is here: {PAGE}", f"it is here: {PAGE}"),
    ],
)
def test_an_address_is_kept_and_words_beside_it_too(said: str, kept: str) -> None:
    assert read(said) == ParsedAnswer(words=kept)


@pytest.mark.parametrize(
    "said",
    [
        "on Facebook",
        "Angry tenants | Facebook",
        "see a.example",
        "javascript:alert(1)",
        "https://",
        "https://localhost 😡",
        "http://[",
        "www. a.example",
        "😡",
    ],
)
def test_what_has_no_address_is_asked_again(said: str) -> None:
    assert read(said) == InvalidAnswer("unreadable.link")

"""Typed text stays one escaped value in the query."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import GraphClient
from bot.adapters.graph.directory import (
    address_filter,
    as_guid,
    is_searchable,
    name_search,
    printable_line,
)
from bot.adapters.graph.mail_payload import key_filter, odata_string
from bot.domain.typed.names import folded
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY

STRING = r"'((?:[^']|'')*)'"
typed = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def _meant(literal: str) -> str:
    return literal.replace("''", "'")


@given(typed)
def test_a_text_in_a_filter_is_read_back_as_it_was(text: str) -> None:
    found = re.fullmatch(STRING, odata_string(text), re.DOTALL)

    assert found
    assert _meant(found[1]) == text


@given(typed)
def test_a_key_ends_where_it_ends(key: str) -> None:
    pattern = (
        rf"singleValueExtendedProperties/Any\(ep: ep/id eq {STRING} and ep/value eq {STRING}\)"
    )
    found = re.fullmatch(pattern, key_filter(key), re.DOTALL)

    assert found
    assert _meant(found[2]) == key


@given(typed)
def test_an_address_is_asked_for_in_two_places_and_nothing_more(address: str) -> None:
    pattern = rf"mail eq {STRING} or userPrincipalName eq {STRING}"
    found = re.fullmatch(pattern, address_filter(address), re.DOTALL)

    assert found
    assert [_meant(found[1]), _meant(found[2])] == [address, address]


@given(typed)
def test_a_name_in_a_search_is_read_back_as_it_was(name: str) -> None:
    found = re.fullmatch(r'"displayName:((?:[^"\\]|\\["\\])*)"', name_search(name), re.DOTALL)

    assert found
    assert re.sub(r"\\(.)", r"\1", found[1]) == name


@given(st.lists(typed.filter(bool), min_size=1, max_size=4), typed)
async def test_an_address_of_graph_is_read_back_as_it_was(segments: list[str], value: str) -> None:
    async with aiohttp.ClientSession() as session:
        client = GraphClient(
            session,
            base_url="https://graph.example.org:8443/v1.0",
            tokens=Tokens(Settings.read(IDENTITY)),
            clock=lambda: pytest.fail("nobody asked for the time"),
        )
        url = urlsplit(str(client.url("users", *segments, filter=value, top="1")))

    assert (url.scheme, url.netloc, url.fragment) == ("https", "graph.example.org:8443", "")
    assert [unquote(part) for part in url.path.split("/")] == ["", "v1.0", "users", *segments]
    query = parse_qsl(url.query, keep_blank_values=True, strict_parsing=True)
    assert query == [("$filter", value), ("$top", "1")]


@given(st.text(max_size=300))
def test_words_become_one_printable_line(words: str) -> None:
    line = printable_line(words)

    assert line.isprintable()
    assert line == " ".join(line.split())
    line.encode()


@pytest.mark.parametrize("words", ["", " ", '"', "@", "-- \\", "a" * 257])
def test_what_can_be_nobody_is_not_asked_for(words: str) -> None:
    assert not is_searchable(printable_line(words))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("tamati example", "Tāmati  Example"),
        ("TĀMATI EXAMPLE", "Ta\u0304mati Example"),
        ("Anne-Marie O'Example", "anne-marie o'example"),
    ],
)
def test_case_macrons_and_spaces_do_not_matter(name: str, other: str) -> None:
    assert folded(name) == folded(other)


@given(st.uuids())
def test_an_object_id_is_known_in_both_cases(object_id: UUID) -> None:
    assert as_guid(str(object_id)) == as_guid(str(object_id).upper()) == str(object_id)


@pytest.mark.parametrize(
    "words", ["", "aroha", "{0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001}", "-" * 36, "0b8f6a521f0e" * 3]
)
def test_what_is_no_object_id_is_none(words: str) -> None:
    assert as_guid(words) is None

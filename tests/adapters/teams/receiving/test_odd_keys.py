"""Malformed entries of the published key list are skipped, and the valid key works."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.receiving.signing_keys import MAX_KEYS_PER_ID, read_keys
from tests.adapters.teams.edge import Handler
from tests.stand_ins.signing import Signing, new_key
from tests.stand_ins.teams import Teams

GOOD = Signing()
ANOTHER = GOOD.published(new_key())
N, E = ANOTHER["n"], ANOTHER["e"]
EVEN = {"kty": "RSA", "kid": "b", "endorsements": ["msteams"]}

ODD: dict[str, Any] = {
    "a modulus of one letter": {**EVEN, "n": "A", "e": "AQAB"},
    "an empty modulus": {**EVEN, "n": "", "e": "AQAB"},
    "a modulus of zeros": {**EVEN, "n": "A" * 342, "e": "AQAB"},
    "a modulus that is a number": {**EVEN, "n": 65537, "e": "AQAB"},
    "a modulus that is null": {**EVEN, "n": None, "e": "AQAB"},
    "a modulus that is a list": {**EVEN, "n": [N], "e": "AQAB"},
    "a modulus that is no base64": {**EVEN, "n": "!" * 342, "e": "AQAB"},
    "a modulus of a length that is none": {**EVEN, "n": "AAAAA", "e": "AQAB"},
    "a modulus in letters of Japan": {**EVEN, "n": "\u3042" * 342, "e": "AQAB"},
    "a modulus without end": {**EVEN, "n": "_" * 100_000, "e": "AQAB"},
    "a short modulus": {**EVEN, "n": N[:170], "e": "AQAB"},
    "no modulus": {**EVEN, "e": "AQAB"},
    "an exponent of one": {**EVEN, "n": N, "e": "AQ"},
    "an exponent of two": {**EVEN, "n": N, "e": "Ag"},
    "an even exponent": {**EVEN, "n": N, "e": "BA"},
    "an exponent of zero": {**EVEN, "n": N, "e": "AA"},
    "an empty exponent": {**EVEN, "n": N, "e": ""},
    "an exponent that is a number": {**EVEN, "n": N, "e": 65537},
    "an exponent larger than the modulus": {**EVEN, "n": N, "e": N + "AA"},
    "no exponent": {**EVEN, "n": N},
    "a curve": {**EVEN, "kty": "EC", "crv": "P-256", "x": "A", "y": "A"},
    "a curve of Edwards": {**EVEN, "kty": "OKP", "crv": "Ed25519", "x": "A"},
    "a shared secret": {**EVEN, "kty": "oct", "k": "AAAA"},
    "a certificate alone": {**EVEN, "x5c": ["MIIC"]},
    "no kind": {"kid": "b", "n": N, "e": E, "endorsements": ["msteams"]},
    "an unknown kind": {**EVEN, "kty": 7, "n": N, "e": E},
    "no id": {"kty": "RSA", "n": N, "e": E, "endorsements": ["msteams"]},
    "an id that is a number": {**EVEN, "kid": 7, "n": N, "e": E},
    "an id that is a list": {**EVEN, "kid": ["b"], "n": N, "e": E},
    "endorsements that are null": {**EVEN, "endorsements": None, "n": N, "e": E},
    "endorsements that are a text": {**EVEN, "endorsements": "msteams", "n": N, "e": E},
    "endorsements of numbers": {**EVEN, "endorsements": [1, None, []], "n": N, "e": E},
    "a key for packing": {**EVEN, "use": "enc", "n": N, "e": E},
    "null": None,
    "a text": "b",
    "a number": 7,
    "true": True,
    "a list": [EVEN],
    "an empty object": {},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
async def test_an_odd_key_is_skipped_and_the_good_one_serves(
    odd: Any, teams: Teams, signing: Signing, handler: Handler
) -> None:
    signing.before = [odd]

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, len(handler.taken)) == (200, 1)


async def test_all_odd_keys_together_are_skipped(
    teams: Teams, signing: Signing, handler: Handler
) -> None:
    signing.before, signing.after = list(ODD.values()), list(ODD.values())

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert (delivered.status, len(handler.taken)) == (200, 1)


@pytest.mark.parametrize("odd", [odd for odd in ODD.values() if isinstance(odd, dict)])
async def test_an_odd_key_under_the_id_of_the_good_one_is_skipped(
    odd: dict[str, Any], teams: Teams, signing: Signing
) -> None:
    signing.after = [{**odd, "kid": signing.key_id}]

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert delivered.status == 200


@pytest.mark.parametrize("place", ["before", "after"])
async def test_of_two_keys_with_one_id_each_serves(
    place: str, teams: Teams, signing: Signing
) -> None:
    setattr(signing, place, [{**ANOTHER, "kid": signing.key_id}])

    delivered = await teams.says(teams.person("Aroha Example"), "hello")

    assert delivered.status == 200


def test_many_keys_with_one_id_are_not_all_tried() -> None:
    keys = read_keys([ANOTHER] * 100)

    assert [len(same) for same in keys.values()] == [MAX_KEYS_PER_ID]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(["kty", "kid", "use", "n", "e", "endorsements", "x5c", "alg", "d"])


@given(
    junk=st.lists(JSON, max_size=3),
    changes=st.dictionaries(FIELDS, JSON | st.sampled_from(["RSA", "EC", N, E, "AQ"]), max_size=4),
)
def test_whatever_else_is_published_the_good_key_is_read(
    junk: list[Any], changes: dict[str, Any]
) -> None:
    keys = read_keys([*junk, {**ANOTHER, **changes}, GOOD.published()])

    assert [key.public_key.public_numbers() for key in keys[GOOD.key_id]][-1:] == [
        GOOD.key.public_key().public_numbers()
    ]

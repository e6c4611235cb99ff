"""People are read in the forms in which they are typed, pasted and listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed.names import (
    TypedName,
    candidate_names,
    display_name,
    first_name,
    is_called,
    parse_name,
)

GUID = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0004"
SEFINA = TypedName("Sefina Example", "sefina@example.org")


@pytest.mark.parametrize(
    "words",
    [
        "Sefina Example <sefina@example.org>",
        "Sefina Example<sefina@example.org>",
        '"Sefina Example" <sefina@example.org>',
        "'Sefina Example' <sefina@example.org>;",
        "“Sefina Example” (sefina@example.org)",
        "Sefina Example [sefina@example.org]",
        "Sefina Example [mailto:sefina@example.org]",
        "Sefina Example <mailto:sefina@example.org?subject=Hello>",
        "[Sefina Example](mailto:sefina@example.org)",
        "Sefina Example, sefina@example.org",
        "Sefina Example: sefina@example.org.",
        "Sefina Example | sefina@example.org",
        "sefina@example.org (Sefina Example)",
        "@Sefina Example sefina@example.org",
        "  Sefina\nExample\t<sefina@example.org> ",
        "mailto:Sefina%20Example%20%3Csefina@example.org%3E",
        "Sefina Example <sefina@example.org> <sefina@example.org>",
    ],
)
def test_a_name_and_an_address_are_read_in_the_forms_that_mail_programs_paste(words: str) -> None:
    assert parse_name(words) == SEFINA


@pytest.mark.parametrize(
    "words",
    [
        "sefina@example.org",
        " sefina@example.org; ",
        "<sefina@example.org>",
        "mailto:sefina@example.org",
        "MAILTO:sefina%40example.org",
        "SMTP:sefina@example.org",
        "https://teams.example/l/chat/0/0?users=sefina@example.org",
    ],
)
def test_an_address_alone_is_the_name_too(words: str) -> None:
    assert parse_name(words) == TypedName("sefina@example.org", "sefina@example.org")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (
            '"Example, Sefina" <sefina@example.org>',
            TypedName("Example, Sefina", "sefina@example.org"),
        ),
        (
            "Tāmati O'Example <t.o'example@example.org>",
            TypedName("Tāmati O'Example", "t.o'example@example.org"),
        ),
        ("Sefina+x@example.org", TypedName("Sefina+x@example.org", "Sefina+x@example.org")),
        (f"8:orgid:{GUID}", TypedName(GUID, GUID)),
        (f"Sefina Example 8:ORGID:{GUID.upper()}", TypedName("Sefina Example", GUID)),
        (GUID.upper(), TypedName(GUID, GUID)),
        ("Sefina Example", TypedName("Sefina Example")),
        ("Example, Sefina (Contractor)", TypedName("Example, Sefina (Contractor)")),
        ("Sefina @ Hamilton", TypedName("Sefina @ Hamilton", "Sefina @ Hamilton")),
        (
            "a@example.org; b@example.org",
            TypedName("a@example.org; b@example.org", "a@example.org; b@example.org"),
        ),
        ("", TypedName("")),
        ("@", TypedName("@")),
    ],
)
def test_whom_the_words_name(words: str, named: TypedName) -> None:
    assert parse_name(words) == named


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("Sefina Example", "Sefina Example"),
        ("Example, Sefina", "Sefina Example"),
        ("Example,Sefina", "Sefina Example"),
        ("Example, Sefina (Contractor)", "Sefina Example"),
        ("EXAMPLE, Sefina [Hamilton]", "Sefina EXAMPLE"),
        ("Example, Dr Sefina", "Sefina Example"),
        ("Dr. Sefina Example", "Sefina Example"),
        ("Sefina Example, PhD", "Sefina Example"),
        ("Example, Sefina, MNZM", "Sefina Example"),
        ("Sefina Example (she/her)", "Sefina Example"),
        ("Sefina Example | Kāinga Ora", "Sefina Example"),
        ("Sefina Example - Contractor", "Sefina Example"),
        ("Sefina Example-Other", "Sefina Example-Other"),
        ("van der Example, Sefina", "Sefina van der Example"),
        ("Sefina", "Sefina"),
        ("Dr", "Dr"),
        ("", ""),
        ("(Contractor)", "Contractor"),
    ],
)
def test_how_a_listed_name_is_said(listed: str, said: str) -> None:
    assert display_name(listed) == said


@pytest.mark.parametrize(
    "listed", ["Sefina Example", "Example, Sefina", "EXAMPLE, Sefina (Contractor)"]
)
@pytest.mark.parametrize(
    "words",
    [
        "Sefina Example",
        "sefina  example",
        "Example, Sefina",
        "example,sefina",
        "Example, Sefina (Contractor)",
        "Sefina Example, Hamilton",
        "Dr Sefina Example",
    ],
)
def test_a_typed_name_is_that_of_a_listed_one_whichever_way_round(listed: str, words: str) -> None:
    assert is_called(listed, words)


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ("Sefina Example", "Sefina"),
        ("Sefina Example", "Example"),
        ("Sefina Example-Other", "Sefina Example"),
        ("Example, Sefina", "Example"),
        ("Sefina Example", ""),
        ("Sefina Example", "()"),
    ],
)
def test_part_of_a_name_is_nobodys(listed: str, words: str) -> None:
    assert not is_called(listed, words)


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Aroha Example", "Aroha"),
        ("Example, Aroha", "Aroha"),
        ("Example,Aroha", "Aroha"),
        ("EXAMPLE, Aroha (Contractor)", "Aroha"),
        ("EXAMPLE, AROHA", "Aroha"),
        ("EXAMPLE, MERE-ANN", "Mere-Ann"),
        ("EXAMPLE Aroha", "Aroha"),
        ("AROHA EXAMPLE", "Aroha"),
        ("Example, Aroha M.", "Aroha"),
        ("Example, Dr Aroha", "Aroha"),
        ("Dr Aroha Example", "Aroha"),
        ("Whaea Aroha Example", "Aroha"),
        ("Aroha Example, PhD", "Aroha"),
        ("Aroha (she/her) Example", "Aroha"),
        ("Ngā-Mihi Example", "Ngā-Mihi"),
        ("D'Arcy Example", "D'Arcy"),
        ("JP Example", "JP"),
        ("Te Rina Example", "Te Rina"),
        ("Example, Te Rina", "Te Rina"),
        ("TE RINA EXAMPLE", "Te Rina"),
        ("Te Example", "Te"),
        ("EXAMPLE OTHER Te", "Te"),
        ("Kiri Te Example", "Kiri"),
        ("Te Example, Kiri", "Kiri"),
        ("aroha example", "aroha"),
        ("Aroha", "Aroha"),
        (" Aroha ", "Aroha"),
        ("Example,", "Example"),
        ("A. Example", ""),
        ("aroha@example.org", ""),
        ("", ""),
        (" ", ""),
        (",", ""),
        ("()", ""),
        ("?", ""),
    ],
)
def test_somebody_is_greeted_by_their_first_name(name: str, greeted: str) -> None:
    assert first_name(name) == greeted


@given(st.text(max_size=300))
def test_any_words_are_read(words: str) -> None:
    named = parse_name(words)

    assert bool(named.name) == bool(words.split())
    assert named.name == " ".join(named.name.split())
    assert "  " not in first_name(words)
    assert all(display_name(name) for name in candidate_names(words))

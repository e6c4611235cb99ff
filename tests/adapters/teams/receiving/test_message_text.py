"""The text of a message is taken from the form that matches what the sender sees."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.receiving.html_text import MAX_HTML_LENGTH
from bot.adapters.teams.receiving.message_text import FILE, MessageText, read_message
from tests.stand_ins.activities import as_html

BOT = "28:bot"
CDN = "https://statics.teams.cdn.office.net/evergreen-assets/20_f.png"
SMBA = "https://smba.trafficmanager.net/au/v3/attachments/0-1/views/original"
EMOJI = '<img alt="😭" itemscope itemtype="http://schema.skype.com/Emoji" itemid="cry">'
OWN_EMOJI = '<img itemscope itemtype="http://schema.skype.com/Emoji" itemid="0-1">'
PASTED = f'<img src="{SMBA}" alt="image" itemtype="http://schema.skype.com/AMSImage">'
REPLY = '<blockquote itemscope itemtype="http://schema.skype.com/Reply"><p>A?</p></blockquote>'
PASSED_ON = {"contentType": "forwardedMessageReference", "content": "{}"}
FORWARD = '<blockquote itemtype="http://schema.skype.com/Forward"><p>They wrote</p></blockquote>'
PICTURE = {"contentType": "image/png", "contentUrl": SMBA}
DRAWN = {"contentType": "image/png", "contentUrl": CDN, "name": None}


def html(content: str, kind: str = "text/html") -> dict[str, Any]:
    """The html form of a message."""
    return {"contentType": kind, "content": content}


@pytest.mark.parametrize(
    "kind", ["text/html", "text/HTML; charset=utf-8", " Text/Html ;charset=utf-8", "TEXT/HTML"]
)
def test_the_html_form_is_read_first_in_any_spelling_of_its_kind(kind: str) -> None:
    assert read_message("title", [html("<p>no</p>", kind)]).words == "no"


@pytest.mark.parametrize(
    "attachments",
    [
        None,
        [],
        "odd",
        [None, 7, "x", []],
        [{}],
        [html("")],
        [html("<p>&nbsp;</p>")],
        [html(OWN_EMOJI)],
        [html(REPLY)],
        [html("<p>no, but <b")],
        [html("x" * (MAX_HTML_LENGTH + 1))],
        [{"contentType": "text/html", "content": {"a": 1}}],
        [{"contentType": "text/html"}],
        [html("<p>other</p>", "text/plain")],
        [html("<p>other</p>", "application/html")],
    ],
    ids=range(15),
)
def test_the_plain_text_counts_where_no_html_form_can_be_read(attachments: object) -> None:
    assert read_message("yes", attachments) == MessageText("yes")


@pytest.mark.parametrize(
    ("text", "content", "words"),
    [
        ("one\ntwo", "<p>one\ntwo</p>", "one\ntwo"),
        ("one two", "<p>one</p><p>two</p>", "one\ntwo"),
        ("one\ttwo", "<p>one two</p>", "one\ttwo"),
        ("", "<p>one <b", "one"),
    ],
)
def test_where_both_forms_say_the_same_the_one_with_more_lines_counts(
    text: str, content: str, words: str
) -> None:
    assert read_message(text, [html(content)]).words == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<quoted messageId="1760000000001"/> yes', "yes"),
        ('yes <QUOTED messageId="1"/>', "yes"),
        ('<quoted messageId="1">In danger?</quoted> yes', "yes"),
        ('<quoted messageId="1"/>\n<quoted messageId="2"/>\nyes', "yes"),
        ('<quoted messageId="1"/>', ""),
        ("<at>Bot</at> yes", "yes"),
        ("<at>Bot</at>&nbsp;yes", "yes"),
        ('<at id="0">Bot</at>', ""),
        ("<b>bold</b> &amp; <quote>", "<b>bold</b> &amp; <quote>"),
    ],
)
def test_markers_of_the_client_are_dropped_from_plain_text_and_nothing_else(
    text: str, words: str
) -> None:
    assert read_message(text).words == words


def test_a_quote_that_only_the_plain_text_marks_is_not_read() -> None:
    parts = [html("<blockquote>In danger?</blockquote><p>no</p>")]

    assert read_message('<quoted messageId="1"/> no', parts).words == "no"
    assert read_message("no", [*parts, {"contentType": "messageReference"}]).words == "no"
    assert read_message("In danger? no", parts).words == "In danger?\nno"


@pytest.mark.parametrize("empty", ["", " ", "<p></p>", "<p>&nbsp;</p>", "<!-- -->"])
@pytest.mark.parametrize("many", [1, 2, 5])
def test_words_behind_forms_that_say_nothing_are_read(empty: str, many: int) -> None:
    assert (
        read_message("", [html(empty)] * many + [html("<p>he is here</p>")]).words == "he is here"
    )


def test_somebody_else_who_is_mentioned_alone_is_named() -> None:
    wiremu = {"type": "mention", "mentioned": {"id": "29:1", "name": "Wiremu Example"}}
    bot = {"type": "mention", "mentioned": {"id": BOT, "name": "The Bot"}}
    entities = [wiremu, bot, None, {"type": "mention"}, {"type": "mention", "mentioned": 7}]

    named = read_message("<at>The Bot</at> <at>Wiremu Example</at>", None, entities, BOT)
    formatted = read_message("", [html("<p><at>Wiremu Example</at></p>")], entities, BOT)

    assert named.words == formatted.words == "Wiremu Example"


@pytest.mark.parametrize(
    "part",
    [
        {
            "contentType": FILE,
            "contentUrl": "https://x.sharepoint.example/a.docx",
            "name": "a.docx",
        },
        {"contentType": FILE.upper()},
        PICTURE,
        {"contentType": "image/*", "contentUrl": SMBA},
        {"contentType": "Image/JPEG; x=1", "contentUrl": SMBA},
        {"contentType": "audio/mp4", "contentUrl": SMBA},
        {"contentType": "video/mp4", "contentUrl": SMBA},
    ],
    ids=str,
)
def test_what_is_a_file_of_the_sender_is_known_to_be(part: dict[str, Any]) -> None:
    assert read_message("yes", [html("<p>yes</p>"), part]) == MessageText("yes", has_files=True)


@pytest.mark.parametrize(
    "part",
    [
        {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": "A post"}},
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": {}},
        {"contentType": "application/vnd.microsoft.card.codesnippet"},
        {"contentType": "application/vnd.microsoft.card.fluidEmbedCard"},
        {"contentType": "messageReference", "content": "{}"},
        {"contentType": "meetingReference"},
        {"contentType": "text/plain", "content": "x"},
        {"contentType": "application/unknown", "contentUrl": SMBA},
        {"contentType": "image/png"},
        {"contentType": "image/png", "contentUrl": 7},
        {"contentType": "image/gif", "contentUrl": "https://media.giphy.example/a.gif"},
        DRAWN,
        {"contentUrl": SMBA},
        {"contentType": None, "contentUrl": SMBA},
        {"contentType": 7},
        {},
        None,
    ],
    ids=str,
)
def test_what_the_client_adds_is_no_file(part: dict[str, Any] | None) -> None:
    assert read_message("yes", [part, html("<p>yes</p>")]) == MessageText("yes")


@pytest.mark.parametrize(
    ("content", "parts", "has_files"),
    [
        (EMOJI, [DRAWN], False),
        (EMOJI + EMOJI, [DRAWN, DRAWN], False),
        (OWN_EMOJI, [PICTURE], False),
        (EMOJI + OWN_EMOJI, [DRAWN, PICTURE], False),
        (EMOJI, [DRAWN, PICTURE], True),
        (PASTED, [PICTURE], True),
        (EMOJI + PASTED, [PICTURE], True),
        (OWN_EMOJI + OWN_EMOJI, [PICTURE, PICTURE, PICTURE], True),
        (PASTED, [], False),
    ],
)
def test_as_many_pictures_as_there_are_emoji_are_no_files(
    content: str, parts: list[dict[str, Any]], has_files: bool
) -> None:
    assert read_message("", [*parts, html(f"<p>{content}</p>")]).has_files is has_files


@pytest.mark.parametrize(
    ("text", "attachments", "sent"),
    [
        ("", [html(FORWARD)], MessageText(is_forwarded=True)),
        ("They wrote", [html(FORWARD)], MessageText(is_forwarded=True)),
        ("", [{"contentType": "forwardedMessageReference"}], MessageText(is_forwarded=True)),
        (
            "",
            [{"contentType": "forwardedMessageReference"}, html("")],
            MessageText(is_forwarded=True),
        ),
        ("yes", [html(f"{FORWARD}<p>yes</p>")], MessageText("yes")),
        ("yes", [{"contentType": "forwardedMessageReference"}], MessageText("yes")),
        ("They wrote", [html("<p></p>"), PASSED_ON], MessageText(is_forwarded=True)),
        (
            "They wrote",
            [PASSED_ON, html('<attachment id="1"></attachment>')],
            MessageText(is_forwarded=True),
        ),
        ("yes They wrote", [PASSED_ON, html("<p>yes</p>")], MessageText("yes")),
        ("yes", [PASSED_ON, html("<p>yes <b")], MessageText("yes")),
    ],
)
def test_a_message_passed_on_is_no_answer_but_words_beside_it_are(
    text: str, attachments: list[object], sent: MessageText
) -> None:
    assert read_message(text, attachments) == sent


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["contentType", "content", "contentUrl", "type", "mentioned", "name", "id"]
            ),
            inner | st.sampled_from(["text/html", "mention", "image/png", FILE]),
        )
    ),
    max_leaves=9,
)


@given(st.text(), anything, anything)
def test_whatever_comes_with_a_message_it_is_read(text: str, parts: Any, entities: Any) -> None:
    assert isinstance(read_message(text, parts, entities, BOT), MessageText)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"])))
def test_what_is_typed_is_what_is_read(typed: str) -> None:
    assert (
        read_message(typed, [html(as_html(typed))]).words.split()
        == read_message(typed).words.split()
    )

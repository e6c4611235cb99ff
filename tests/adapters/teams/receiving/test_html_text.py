"""The html form of a message is read as the words in the sender's window."""

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.receiving.html_text import MAX_HTML_LENGTH, HtmlText, read_html
from bot.domain.base import without_controls

REPLY = 'itemscope itemtype="http://schema.skype.com/Reply" itemid="1"'
CRY = (
    '<img alt="😭" itemscope itemtype="http://schema.skype.com/Emoji" itemid="cry" src="https://x">'
)
PAGE = "https://www.facebook.example/groups/99"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", ""),
        ("no", "no"),
        ("<p>no</p>", "no"),
        ("<P CLASS=x>no</P >", "no"),
        ("<div>\n<div>one</div>\n<div>two</div>\n</div>", "one\ntwo"),
        ("<p>one</p>\n<p>two</p>", "one\ntwo"),
        ("<p>one<br>two<br/>three</br></p>", "one\ntwo\nthree"),
        ("<p>one</p><p>&nbsp;</p><p>two</p>", "one\n\ntwo"),
        ("<p>one</p><p>&nbsp;</p><p>&nbsp;</p><p>&nbsp;</p><p>two</p>", "one\n\ntwo"),
        ("<p>one\n   two\tthree</p>", "one two three"),
        ("<p>one&nbsp; &nbsp;two</p>", "one two"),
        ("<ul><li>one</li><li>two</li></ul><p>three</p>", "one\ntwo\nthree"),
        ("<table><tr><td>Mon</td><td>9 am</td></tr><tr><td>Tue</td></tr></table>", "Mon 9 am\nTue"),
        ("<pre>one\n  two</pre>three", "one\ntwo\nthree"),
        ("<codeblock class=Python><code>a = 1<br>b</code></codeblock>", "a = 1\nb"),
        ("<h1>one</h1>two<hr>three", "one\ntwo\nthree"),
        ("<p>he said <b>no</b><i>!</i> <s>x</s></p>", "he said no! x"),
        ("<blockquote>they wrote this</blockquote><p>about me</p>", "they wrote this\nabout me"),
        ("<p>&lt;b&gt; &amp;amp; &#39;&#x27; &quot;&eacute;</p>", "<b> &amp; '' \"é"),
        ("<p>&amp;lt;b&amp;gt;</p>", "&lt;b&gt;"),
        ("<p>1 < 2 > 0 & <3</p>", "1 < 2 > 0 & <3"),
        ("<p>a&#0;b&#7;c&#xD83D;d&#9999999999999;e</p>", "a\ufffdbc\ufffdd\ufffde"),
        ("<p>yes<script>alert('<p>no</p>')</script><style>p{}</style></p>", "yes"),
        ("<!DOCTYPE html><?xml?><!-- no --><p>yes<!--> no --></p>", "yes no -->"),
        ("<p title=\"a > b\" data-x='<b>'>yes</p>", "yes"),
        ("<p>\u202eyes\u0007</p>", "yes"),
        (f"<p>yes {CRY}{CRY}</p>", "yes 😭😭"),
        ("<p><emoji id=cry alt='😢'></emoji> report</p>", "😢 report"),
        ('<p><img itemtype="http://schema.skype.com/Emoji" alt="1️⃣">', "1️⃣"),
        ('<p>yes <img itemtype="http://schema.skype.com/Emoji" itemid="x"></p>', "yes"),
        ('<p>yes <img itemtype="http://schema.skype.com/Emoji" alt="party parrot"></p>', "yes"),
        ('<p>look <img alt="image" itemtype="http://schema.skype.com/AMSImage"></p>', "look"),
        (f"<blockquote {REPLY}><p>In danger?</p></blockquote><p>yes</p>", "yes"),
        (f"<p>no</p><BLOCKQUOTE {REPLY}><blockquote>x</blockquote>y</BLOCKQUOTE><p>2</p>", "no\n2"),
        ('<div itemtype="https://schema.skype.com/Forward"><p>theirs</p></div><p>mine</p>', "mine"),
        ('<quote authorname="Bot"><legacyquote>[1]</legacyquote>In danger?</quote>yes', "yes"),
        ('<quoted messageId="1"/> yes', "yes"),
        ('<p><at id="0">Be social media aware</at>&nbsp;report</p>', "report"),
        ('<p><span itemtype="http://schema.skype.com/Mention">Bot</span> report</p>', "report"),
        ('<attachment id="1"></attachment><p>yes</p>', "yes"),
    ],
)
def test_the_words_are_those_in_the_window(html: str, words: str) -> None:
    assert read_html(html).words == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f'<p><a href="{PAGE}" target="_blank">Angry tenants | Facebook</a></p>', PAGE),
        (f"<p><a href='{PAGE}'>Facebook</a>&nbsp;</p>", PAGE),
        (f"<a href={PAGE}>Facebook</a>", PAGE),
        (f'<p><a href="{PAGE}"><b>{PAGE}</b></a></p>', PAGE),
        ('<a href="https://www.a.example/">www.a.example</a>', "www.a.example"),
        ('<a href="http://a.example/x">a.example/x</a>', "a.example/x"),
        (
            '<a href="https://a.example/long/path">https://a.example/lo…</a>',
            "https://a.example/long/path",
        ),
        ('<a href="https://evil.example/x">https://bank.example/x</a>', "https://evil.example/x"),
        (
            '<a href="https://a.example/?a=1&amp;copy=2&lt=3">A</a>',
            "https://a.example/?a=1&copy=2&lt=3",
        ),
        ('<a href="https://a.example/a%20b">https://a.example/a b</a>', "https://a.example/a%20b"),
        (f'<p>see <a href="{PAGE}">Angry tenants</a> now</p>', f"see Angry tenants ({PAGE}) now"),
        (f'<p>see <a href="{PAGE}">{PAGE}</a> now</p>', f"see {PAGE} now"),
        (f'<p><a href="{PAGE}">A</a></p><p><a href="{PAGE}/2">B</a></p>', f"{PAGE}\n{PAGE}/2"),
        (f'<p><a href="{PAGE}">A</a> {CRY}</p>', f"{PAGE} 😭"),
        (f'<p><a href="{PAGE}"></a></p>', PAGE),
        (f'<p><a href="{PAGE}">A</p>', PAGE),
        (f'<a href="{PAGE}">A<a href="{PAGE}/2">B</a>', f"{PAGE} {PAGE}/2"),
        (f'<a href="{PAGE}">Angry</a><a href="{PAGE}"> tenants</a>', PAGE),
        (f'<p>see <a href="{PAGE}">A</a><a href="{PAGE}">B</a></p>', f"see AB ({PAGE})"),
        (f'<a href="{PAGE}">A</a><a href="{PAGE}/2">B</a>', f"{PAGE} {PAGE}/2"),
        ('<a href="javascript:alert(1)">yes</a>', "yes"),
        ('<a href="tel:111">111</a>', "111"),
        ("<a href='https://'>yes</a>", "yes"),
        ("<a>yes</a>", "yes"),
        ("<a href>yes</a>", "yes"),
        ('<a href="mailto:sefina@example.org">sefina@example.org</a>', "sefina@example.org"),
        ('<a href="mailto:sefina@example.org?subject=x">Sefina</a>', "sefina@example.org"),
        (
            '<p>Sefina &lt;<a href="mailto:sefina@example.org">sefina@example.org</a>&gt;</p>',
            "Sefina <sefina@example.org>",
        ),
    ],
)
def test_nothing_of_a_link_is_lost_and_nothing_said_twice(html: str, words: str) -> None:
    assert read_html(html).words == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<at>Wiremu Example</at> no", "no"),
        ("no <at>Wiremu Example</at>", "no"),
        ("ask <at>Wiremu Example</at> about it", "ask Wiremu Example about it"),
        ("ask <at>The Bot</at> about it", "ask about it"),
        ("<at>Wiremu Example</at>", "Wiremu Example"),
        ("<at>The Bot</at> <at>Wiremu Example</at>", "Wiremu Example"),
        ("<at>The Bot</at>", ""),
    ],
)
def test_a_mention_addresses_unless_it_names_somebody_else_in_a_sentence(
    html: str, words: str
) -> None:
    assert read_html(html, lambda name: name == "Wiremu Example").words == words


@pytest.mark.parametrize(
    "html",
    [
        "<p>no <b",
        "<p>no <!-- yes",
        "<p>no </",
        "<p>no <script>",
        f"<blockquote {REPLY}>yes<p>no</p>",
        "<p>no <at>yes",
        "x" * (MAX_HTML_LENGTH + 1),
    ],
)
def test_what_is_broken_off_is_known_to_be(html: str) -> None:
    assert not read_html(html).is_whole


def test_pictures_are_told_from_signs() -> None:
    own = '<img itemtype="http://schema.skype.com/Emoji">'
    pasted = '<img src="https://smba.example/v3/attachments/1/views/original" alt="image">'

    read = read_html(f"<p>{CRY}{own}{pasted}</p>")

    assert (read.emoji, read.pictures) == (2, 1)


def test_what_is_quoted_is_known_to_be() -> None:
    reply = read_html(f"<blockquote {REPLY}>x</blockquote>")
    forward = read_html('<blockquote itemtype="http://schema.skype.com/Forward">x</blockquote>')
    plain = read_html("<blockquote>x</blockquote>")

    assert (reply.has_reply, reply.has_forward, reply.has_quote) == (True, False, False)
    assert (forward.has_reply, forward.has_forward, forward.has_quote) == (False, True, False)
    assert (plain.has_reply, plain.has_forward, plain.has_quote) == (False, False, True)


TAGS = ("<a href=", "</a>", "<p>", "</p>", "<!--", "-->", "<br>", "<at>", "</at>", "<script>")
MORE = (
    "</script>",
    f"<blockquote {REPLY}>",
    "</blockquote>",
    "<td>",
    "<pre>",
    "</pre>",
    "&#",
    "&lt;",
)
PIECES = st.sampled_from([*"<>/=\"'&; \n\x00\x01\x02\x03\x04", *TAGS, *MORE, CRY])


@given(st.lists(PIECES | st.text(max_size=5)).map("".join))
def test_whatever_is_sent_is_read(html: str) -> None:
    read = read_html(html)

    assert isinstance(read, HtmlText)
    assert not set(read.words) & set("\x00\x01\x02\x03\x04\r\t")
    assert read.words == read.words.strip()


@given(st.lists(PIECES | st.text(max_size=5)).map("".join))
def test_what_is_typed_comes_back_as_it_was(typed: str) -> None:
    html = "<p>" + escape(typed, quote=False).replace("\n", "</p><p>") + "</p>"

    visible = read_html(html)

    assert visible.words.split() == without_controls(typed).split()
    assert visible.is_whole


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1), st.data())
def test_plain_words_survive_any_formatting_and_no_markup_is_left(
    words: list[str], data: st.DataObject
) -> None:
    tags = st.sampled_from(["b", "i", "p", "div", "span", "li", "td", "h1", "font", "u", "code"])
    formatted = [f"<{(tag := data.draw(tags))} class='x y'> {word} </{tag}>" for word in words]

    assert read_html("".join(formatted)).words.split() == " ".join(words).split()


@pytest.mark.parametrize(
    "evil",
    [
        *(
            "<",
            "<a ",
            "</",
            "<!--",
            "<!",
            "<div>",
            "</div>",
            "&",
            "&#9",
            "<br>",
            "<at>",
            "<a href=x>",
        ),
        *(
            '<a b="',
            "<a b='\"",
            "<a =",
            "<a b ",
            "<script>",
            "<p>\x00",
            "<a href=http://x>y ",
            "\n",
        ),
        *("<quoted ", f"<blockquote {REPLY}>", "<pre>", "<img alt=😭>", " ", "<td>", "a.b@c "),
    ],
    ids=repr,
)
def test_hostile_html_takes_no_longer_than_its_length(evil: str) -> None:
    half = MAX_HTML_LENGTH // 2
    html = (evil * half)[:half] + ("</div>" * half)[:half]
    started = time.process_time()

    read_html(html)

    assert time.process_time() - started < 1.5

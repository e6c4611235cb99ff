"""Letters: email templates that editors may change, rendered strictly and in a sandbox."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from html import unescape
from traceback import extract_tb
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.content.loading.errors import Location

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup

FOLDER = "letters"
_COMPILED = "<template>"
"""The file name that Jinja gives to a template's own lines in a traceback."""
_ROW = SimpleNamespace(heading="Sample", value="Sample")
_COPY = SimpleNamespace(reference="Sample", scenario="Sample", level_name="Sample", rows=[_ROW])
_MAIL = SimpleNamespace(
    reference="Sample",
    level_name="Sample",
    about="Sample",
    next="Sample",
    danger="Sample",
    reach="Sample",
    leader_state="Sample",
    requests=["Sample"],
    answer_links=[("Sample", "https://example.org")],
    sections=[SimpleNamespace(heading="Sample", rows=[_ROW])],
    ticks=[SimpleNamespace(name="Sample", done=True, state="Sample")],
    support_offered="Sample",
    sent_at="Sample",
    data_file="Sample",
    no_copies=True,
    by_another=True,
    may_be_second_copy=True,
    level_why=["Sample"],
    level_meaning="Sample",
)
_ADDED = SimpleNamespace(
    reference="Sample",
    level_name="Sample",
    raised_from="Sample",
    news="Sample",
    rows=[_ROW],
    reach="Sample",
    requests=["Sample"],
    answer_links=[("Sample", "https://example.org")],
    closed_at="Sample",
    is_open_again=True,
    reporter_name="Sample",
    reporter_email="Sample",
    said_at="Sample",
    number=2,
)
_NOTICE = SimpleNamespace(
    reference="Sample",
    level_name="Sample",
    reporter_name="Sample",
    lead="Sample",
    happened=["Sample"],
    rows=[_ROW],
    say=["Sample"],
    do=["Sample"],
    emergency="Sample",
    eap="Sample",
    answer_link="Sample",
)
_SAMPLES = {
    "security.txt": _MAIL,
    "security.html": _MAIL,
    "addition.txt": _ADDED,
    "addition.html": _ADDED,
    "leader.txt": _NOTICE,
    "leader.html": _NOTICE,
    "noggin.txt": _COPY,
    "kotahi.txt": _COPY,
}
NAMES = tuple(_SAMPLES)
IN_TWO_FORMS = ("security", "addition", "leader")
"""Emails that have a plain and an HTML form."""
_SHORTEST_SENTENCE = 5
"""Words."""
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)|\n")
_HIDDEN = re.compile(r"<(style|title)\b.*?</\1>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|h\d|tr|td|th|table|br|body)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_QUOTED = re.compile(r'"([^"]*)"')
_FILLED_IN = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


class Letters:
    """Letters by name, such as "security.html"; compiled on first use."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._templates = dict(templates)

    def render(self, name: str, **context: Any) -> str:
        """A rendered letter.

        Raises KeyError for an unknown letter, jinja2.UndefinedError for an unknown placeholder.
        """
        if name not in self._templates:
            raise KeyError(f'there is no letter "{name}"')
        return self._environment.get_template(file_name(name)).render(context)

    def fixed_words(self, name: str) -> Sequence[str]:
        """What a letter always says, line by line, without what is filled in."""
        text = _FILLED_IN.sub(lambda it: " ".join(_QUOTED.findall(it[0])), self._templates[name])
        text = _HIDDEN.sub("", text)
        lines = (_TAG.sub("", line).strip() for line in _BLOCK.sub("\n", text).splitlines())
        return [unescape(line) for line in lines if line]

    def filled_in(self, name: str) -> str:
        """What a letter fills in, as the template writes it."""
        return " ".join(_FILLED_IN.findall(self._templates[name]))

    @cached_property
    def _environment(self) -> "SandboxedEnvironment":
        # Imported on first use, so that commands without content start at once.
        from jinja2 import DictLoader, StrictUndefined, select_autoescape
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(
            loader=DictLoader({file_name(name): text for name, text in self._templates.items()}),
            autoescape=select_autoescape(enabled_extensions=("html.j2",)),
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
        )
        environment.filters["linked"] = linked
        return environment


_ADDRESS_OR_NUMBER = re.compile(
    r"(?P<address>https://[^\s<>&\"']*[^\s<>&\"'.,;:?!)])"
    r"|(?<![\w.-])(?P<number>0(?:800|508)(?: \d{3,4}){2}|111|105|1737)(?![\w-])"
)


def linked(words: str) -> "Markup":
    """HTML of our own words, in which a web page and a number to ring are links."""
    # Imported on first use, as Jinja is.
    from markupsafe import Markup, escape

    def link(found: re.Match[str]) -> str:
        if found["address"]:
            # The address of the page that shows it may hold the key of a leader's answer.
            return f'<a href="{found[0]}" rel="noreferrer">{found[0]}</a>'
        return f'<a href="tel:{found[0].replace(" ", "")}">{found[0]}</a>'

    return Markup(_ADDRESS_OR_NUMBER.sub(link, str(escape(words))))  # noqa: S704 - escaped


def file_name(name: str) -> str:
    """The file of a letter, within the folder of letters."""
    return f"{name}.j2"


def check_letter(letters: Letters, name: str, location: Location) -> None:
    """Checks that a letter compiles, and renders with a full and an empty sample."""
    from jinja2 import TemplateSyntaxError

    for sample in (_SAMPLES[name], _emptied(_SAMPLES[name])):
        try:
            letters.render(name, letter=sample)
        except TemplateSyntaxError as error:
            location.at(f"line {error.lineno}").error(str(error.message))
        except Exception as error:  # a template can raise anything
            frames = extract_tb(error.__traceback__)
            lines = [f"line {frame.lineno}" for frame in frames if frame.filename == _COMPILED]
            location.at(*lines[-1:]).error(_reason(str(error)))


def sentences_of_one_form(letters: Letters, email: str) -> Sequence[str]:
    """What only the plain or only the HTML form of an email says, as whole sentences.

    A mail program shows one of the two, so a reader of the other would miss it. Headings and
    links differ by design; they are shorter than a sentence.
    """
    found: dict[str, None] = {}
    for sample in (_SAMPLES[f"{email}.txt"], _emptied(_SAMPLES[f"{email}.txt"])):
        plain = _sentences(letters.render(f"{email}.txt", letter=sample))
        markup = letters.render(f"{email}.html", letter=sample)
        shown = _sentences(unescape(_TAG.sub("", _BLOCK.sub("\n", _HIDDEN.sub("", markup)))))
        found |= dict.fromkeys(sentence for sentence in (*plain, *shown) if sentence not in plain)
        found |= dict.fromkeys(sentence for sentence in plain if sentence not in shown)
    return tuple(found)


def _sentences(text: str) -> Sequence[str]:
    parts = (" ".join(part.split()).strip("-–: ") for part in _SENTENCE_END.split(text))
    return [part for part in parts if len(part.split()) >= _SHORTEST_SENTENCE]


def _emptied(sample: SimpleNamespace) -> SimpleNamespace:
    """The sample with false flags and empty lists, to run the other branches."""
    return SimpleNamespace(**{key: type(value)() for key, value in vars(sample).items()})


def _reason(message: str) -> str:
    unknown = re.search(r"has no attribute '(\w+)'|'(\w+)' is undefined", message)
    return f'there is no placeholder "{unknown[1] or unknown[2]}"' if unknown else message

"""Letters: email templates that editors may change, rendered strictly and in a sandbox."""

import re
from collections.abc import Mapping
from functools import cached_property
from traceback import extract_tb
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.content.loading.errors import Location

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

FOLDER = "letters"
_COMPILED = "<template>"
"""The file name that Jinja gives to a template's own lines in a traceback."""
_ROW = SimpleNamespace(heading="Sample", value="Sample")
_COPY = SimpleNamespace(reference="Sample", scenario="Sample", level_name="Sample", rows=[_ROW])
_MAIL = SimpleNamespace(
    level_name="Sample",
    level_why=["Sample"],
    danger_now="Sample",
    reporter_name="Sample",
    reporter_email="Sample",
    where_now="Sample",
    contact="Sample",
    sections=[SimpleNamespace(heading="Sample", rows=[_ROW])],
    leader_state="Sample",
    ticks=[SimpleNamespace(name="Sample", done=True)],
    support_offered="Sample",
    content_version="Sample",
    sent_at="Sample",
    data_file="Sample",
    reference="Sample",
    is_emergency=True,
    no_copies=True,
    threat_process=True,
    by_another=True,
    may_be_second_copy=True,
)
_ADDED = SimpleNamespace(
    reference="Sample",
    level_name="Sample",
    reporter_name="Sample",
    reporter_email="Sample",
    said_at="Sample",
    is_safe=True,
    number=2,
    words="Sample",
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

    @cached_property
    def _environment(self) -> "SandboxedEnvironment":
        # Imported on first use, so that commands without content start at once.
        from jinja2 import DictLoader, StrictUndefined, select_autoescape
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        return ImmutableSandboxedEnvironment(
            loader=DictLoader({file_name(name): text for name, text in self._templates.items()}),
            autoescape=select_autoescape(enabled_extensions=("html.j2",)),
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
        )


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


def _emptied(sample: SimpleNamespace) -> SimpleNamespace:
    """The sample with false flags and empty lists, to run the other branches."""
    return SimpleNamespace(**{key: type(value)() for key, value in vars(sample).items()})


def _reason(message: str) -> str:
    unknown = re.search(r"has no attribute '(\w+)'|'(\w+)' is undefined", message)
    return f'there is no placeholder "{unknown[1] or unknown[2]}"' if unknown else message

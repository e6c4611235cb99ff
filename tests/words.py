"""The words of the shipped content by key or id, so that an edit of the content fails no test.

Only content's own tests quote sentences; every other test asks here for the words of a button or a
sentence, with the same key as the code that shows it.
"""

import re
from pathlib import Path

from jinja2 import Template

import bot.content
from bot.domain.scenario import Fact
from tests.builders import shipped

_HOLE, _BOLD = "\0", "**"
_LETTERS = Path(bot.content.__file__).parent / "letters"


def words(key: str, /, **values: object) -> str:
    """The text of that key, such as "leader.approve", with its placeholders filled in."""
    return shipped().texts(key, **values)


def fragment(key: str, /, **values: object) -> str:
    """The longest stretch of a text without a placeholder or bold: to be found in what is shown.

    Of a text with `values`, it is the longest stretch that has one of them.
    """
    texts = shipped().texts
    text = texts(key, **dict.fromkeys(texts.placeholders[key], _HOLE) | values)
    stretches = re.split(f"{_HOLE}|{re.escape(_BOLD)}", text)
    given = [str(value) for value in values.values()] or [""]
    return max((it for it in stretches if any(value in it for value in given)), key=len).strip()


def duration(number: int, unit: str) -> str:
    """A time in words, such as "2 hours" or, for `working_day`, "1 working day"."""
    return words(f"duration.{unit}" if number == 1 else f"duration.{unit}s", number=number)


def row(heading: str, *values: str) -> str:
    """One answer with its heading, as it is shown on cards and in emails."""
    return f"{heading}{'' if heading.endswith('?') else ':'} {'; '.join(values)}"


def letter_line(template: str, name: str, /, **values: object) -> str:
    """The line of an email that shows `name`, filled in; of a flag, the line that it adds.

    `letter_line("security.txt", "letter.level_name", level_name="High")` is its line of the level.
    """
    lines = iter((_LETTERS / f"{template}.j2").read_text().splitlines())
    line = next(it for it in lines if re.search(rf"{re.escape(name)}\b", it))
    shown = next(lines) if line.startswith("{%") else line
    filled: str = Template(shown).render(letter=values, tick=values)
    return filled.strip()


def brief(fact_id: str, choice_id: str) -> str:
    """What a choice says in the first lines of the email to Security."""
    choice = _fact(fact_id).choice(choice_id)
    assert choice is not None, f"{fact_id!r} has no choice {choice_id!r}"
    assert choice.brief, f"{fact_id!r} {choice_id!r} is not said there"
    return choice.brief


def with_address(name: str) -> str:
    """A leader as the email to Security names them, such as Wiremu Example."""
    return f"{name} ({name.partition(' ')[0].lower()}@example.org)"


def email_state(stage: str) -> str:
    """The line of a status card that says where the email stands, such as "sent"."""
    return f"{words('status.state')}: {words(f'stage.{stage}')}"


def menu_title(scenario_id: str) -> str:
    """The button of a situation."""
    return shipped().catalogue.scenario(scenario_id).menu_title


def scenario_title(scenario_id: str) -> str:
    """What a situation is called on cards and in emails."""
    return shipped().catalogue.scenario(scenario_id).title


def scenario_said(scenario_id: str) -> str:
    """What leader and Security read as the situation."""
    return shipped().catalogue.scenario(scenario_id).words


def question_text(fact_id: str) -> str:
    """How a fact is asked."""
    return _fact(fact_id).text


def choice_text(fact_id: str, choice_id: str) -> str:
    """One choice of a fact, as staff read it."""
    choice = _fact(fact_id).choice(choice_id)
    assert choice is not None, f"{fact_id!r} has no choice {choice_id!r}"
    return choice.text


def said_text(fact_id: str, choice_id: str) -> str:
    """One choice of a fact, as leader and Security read it."""
    choice = _fact(fact_id).choice(choice_id)
    assert choice is not None, f"{fact_id!r} has no choice {choice_id!r}"
    return choice.words


def tick_text(fact_id: str) -> str:
    """A fact as one tick among others."""
    tick = _fact(fact_id).tick
    assert tick is not None, f"{fact_id!r} is no tick"
    return tick


def fact_heading(fact_id: str) -> str:
    """The short name of a fact, for leader and Security."""
    return _fact(fact_id).heading


def page_title(page_id: str) -> str:
    """The heading of a page of details."""
    page = shipped().catalogue.details.page(page_id)
    assert page is not None, f"there is no page {page_id!r}"
    return page.title


def ticked(fact_id: str, *choice_ids: str) -> str:
    """The row of a fact with these choices, as readers see it."""
    return row(fact_heading(fact_id), *(said_text(fact_id, it) for it in choice_ids))


def filled_in(fact_id: str, value: str) -> str:
    """The row of a fact with what was typed."""
    return row(fact_heading(fact_id), value)


def level_name(level: str) -> str:
    """The name of a level, such as "urgent", in words."""
    return shipped().levels[level].name


def contact_name(contact_key: str) -> str:
    """What a contact or a register, such as "noggin", is called."""
    return shipped().contacts[contact_key].name


def self_harm_title() -> str:
    """The heading of the card that answers words of self-harm."""
    return shipped().self_harm.title


def _fact(fact_id: str) -> Fact:
    fact = shipped().catalogue.fact(fact_id)
    assert fact is not None, f"there is no fact {fact_id!r}"
    return fact

"""Every button there is: the way to it, what it is called, and what comes of it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from typing import Any, Literal, get_args, get_origin

from cards.actions import Press
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    informs_in_short,
    reports,
    reports_in_short,
    to_form,
    to_questions,
)

Walk = Callable[[Running, Somebody, Somebody], Awaitable[Somebody]]
"""Leads to a button; gives whose it is: the reporter's or her people leader's."""


def every_kind() -> set[str]:
    """Each class of button with each thing it can say besides ids."""
    return {kind for action in get_args(Press) for kind in _kinds(action)}


def kind_of(action: Press) -> str:
    """Which of them this press is."""
    said = action.model_dump(mode="json")
    shown = [f"{name}={_shown(name, said[name])}" for name in said if _options(type(action), name)]
    return " ".join([action.verb, *shown])


def _kinds(action: Any) -> Iterator[str]:
    names = [name for name in action.model_fields if _options(action, name)]
    for values in product(*(_options(action, name) for name in names)):
        said = [f"{name}={value}" for name, value in zip(names, values, strict=True)]
        yield " ".join([action.model_fields["verb"].default, *said])


def _options(action: Any, name: str) -> list[str]:
    if name == "verb":
        return []
    if name in ("choice", "scenario_id"):
        return ["given", "none"]
    wanted = action.model_fields[name].annotation
    if get_origin(wanted) is Literal:
        return list(get_args(wanted))
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return [member.value for member in wanted]
    return ["True", "False"] if wanted is bool else []


def _shown(name: str, value: object) -> str:
    if name in ("choice", "scenario_id"):
        return "none" if value is None else "given"
    return str(value)


@dataclass(frozen=True)
class Way:
    """One button: how somebody gets to it, and what it does."""

    walk: Walk
    title: str
    """Empty for what can only be typed."""
    says: str
    """Part of what the bot answers."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    typed: str = ""
    """What is typed in its stead, if not its title."""
    typed_says: str = ""
    """What the bot answers to that, if not the same."""


async def _home(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    return aroha


async def _gate(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await aroha.presses("Report harmful content")
    return aroha


async def _situations(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await aroha.presses("Choose a situation")
    return aroha


async def _question(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await to_questions(aroha, HIGH)
    return aroha


async def _form(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await to_form(aroha, STANDARD)
    return aroha


async def _unfinished(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _gate(bot, aroha, wiremu)
    await aroha.presses("No")
    await aroha.presses("Report harmful content")
    return aroha


async def _reported(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, STANDARD)
    return aroha


async def _sent(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, STANDARD, "Security only")
    await bot.rests()
    return aroha


async def _listed(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _sent(bot, aroha, wiremu)
    await aroha.says("my reports")
    return aroha


async def _noggin(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _sent(bot, aroha, wiremu)
    await aroha.presses("Text for Noggin")
    return aroha


async def _late(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    bot.post.is_unplugged = True
    await reports_in_short(aroha)
    await bot.time_passes(minutes=6)
    return aroha


async def _customer(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, "A customer is involved", "Security only")
    return aroha


async def _in_danger(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports_in_short(aroha)
    return aroha


async def _adding(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _in_danger(bot, aroha, wiremu)
    await aroha.presses("Add where I am or a number")
    return aroha


async def _kotahi(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _customer(bot, aroha, wiremu)
    await aroha.presses("Text for Kotahi")
    return aroha


async def _asked(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, STANDARD)
    await bot.rests()
    return wiremu


async def _informed(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await informs_in_short(bot, aroha)
    await bot.rests()
    return wiremu


async def _warned(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _asked(bot, aroha, wiremu)
    await wiremu.presses("Show details")
    return wiremu


WAYS: Mapping[str, Way] = {
    "answer_question choice=given": Way(_gate, "No", "What is it about?"),
    "answer_question choice=none": Way(
        _question, "Next", "Does it call on others to act?", {"choice": "name,photo"}, typed="1, 2"
    ),
    "fill_in_form": Way(
        _form,
        "Next",
        "What it is about",
        {"platform": "facebook", "seen_at": "2026-11-20"},
        typed="Facebook",
        typed_says="The full link",
    ),
    "move to=back": Way(_question, "Back", "What is it about?"),
    "move to=skip": Way(_question, "Skip", "Does it call on others to act?"),
    "move to=not-sure": Way(_gate, "Not sure", "Call 111 now."),
    "move to=stop": Way(_question, "Stop", "I have stopped."),
    "start_report scenario_id=none": Way(
        _home, "Report harmful content", "Is anyone in danger now?"
    ),
    "start_report scenario_id=given": Way(_situations, URGENT, "Is anyone in danger now?"),
    "go_on": Way(_unfinished, "Go on with it", "What is it about?"),
    "stop_report": Way(_unfinished, "Delete it", "what I kept of it is deleted"),
    "show_page page=menu": Way(_home, "", "What would help you now?", typed="help"),
    "show_page page=situations": Way(_home, "Choose a situation", "What is it about?"),
    "show_page page=support": Way(_home, "Support for me", "0800 327 669"),
    "show_page page=before-posting": Way(_home, "Before I post, share or join", "Before I post"),
    "show_page page=my-reports": Way(_home, "My reports", "You have not sent a report."),
    "show_page page=waiting": Way(_home, "", "No report waits for your answer.", typed="approvals"),
    "open_report": Way(_listed, ": Sent", "Email to Security: Sent"),
    "send_without_waiting": Way(
        _reported, "Send it now, without waiting", "Email to Security: Not sent yet, on its way"
    ),
    "withdraw": Way(_reported, "Take it back", "Taken back, not sent"),
    "show_entry_text system=noggin": Way(_sent, "Text for Noggin", "Copy this text into Noggin"),
    "show_entry_text system=kotahi": Way(_customer, "Text for Kotahi", "Copy this text into Ko"),
    "show_mail_text": Way(_late, "Text to copy", "Copy this into an email to security@example.org"),
    "show_addition": Way(_in_danger, "Add where I am or a number", "Where you are, or a number"),
    "add_to_report": Way(
        _adding,
        "Send to Security",
        "You added where you are or a number",
        {"words": "12 Example Street"},
        typed="12 Example Street",
    ),
    "say_i_am_safe": Way(_in_danger, "I am safe now", "You said at"),
    "tick_off system=noggin": Way(
        _noggin, "I have made the entry in Noggin", "Noggin: you have made the entry."
    ),
    "tick_off system=kotahi": Way(
        _kotahi, "I have made the entry in Kotahi", "Kotahi: you have made the entry."
    ),
    "decide_on_escalation decision=approve": Way(
        _asked, "Approve and send to Security", "You approved this"
    ),
    "decide_on_escalation decision=decline": Way(
        _asked,
        "No report needed",
        "that no report is needed",
        {"reason": "We have talked it through."},
        typed="No report needed: We have talked it through.",
    ),
    "decide_on_escalation decision=acknowledge": Way(
        _informed, "I've seen this and I'm supporting", "that you have seen this"
    ),
    "decide_on_escalation decision=not-me": Way(_asked, "Not me", "You handed this back"),
    "show_details is_sure=False": Way(_asked, "Show details", "Before you look"),
    "show_details is_sure=True": Way(_warned, "Show the details", "Details of report"),
    "show_leader_card": Way(_warned, "Back to the card", "Someone in your team needs"),
}

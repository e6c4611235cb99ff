"""Every button there is: the way to it, what it is called, and what comes of it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import product
from typing import Any, Literal, get_args, get_origin

from cards.actions import Press
from tests.builders import shipped
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import (
    HIGH,
    STANDARD,
    URGENT,
    informs_in_short,
    reports,
    reports_details,
    reports_in_short,
    to_page,
    to_questions,
)
from tests.words import (
    choice_text,
    contact_name,
    fragment,
    menu_title,
    question_text,
    words,
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
    await aroha.presses(words("menu.report"))
    return aroha


async def _situations(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await aroha.presses(words("menu.situations"))
    return aroha


async def _question(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await to_questions(aroha, HIGH)
    return aroha


async def _form(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await to_page(aroha, STANDARD, "where")
    return aroha


async def _unfinished(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _gate(bot, aroha, wiremu)
    await aroha.presses(choice_text("danger", "no"))
    await aroha.says("menu")
    await aroha.presses(words("menu.report"))
    return aroha


async def _reported(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, STANDARD)
    return aroha


async def _asked_back(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _reported(bot, aroha, wiremu)
    await aroha.presses(words("status.withdraw"))
    return aroha


async def _sent(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, STANDARD, words("tell.security-only"))
    await bot.rests()
    return aroha


async def _asked_to_tell(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _sent(bot, aroha, wiremu)
    await aroha.presses(words("status.take_back"))
    return aroha


async def _taken_back(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _asked_back(bot, aroha, wiremu)
    await aroha.presses(words("withdraw.sure"))
    await bot.rests()
    return aroha


async def _listed(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _sent(bot, aroha, wiremu)
    await aroha.says("my reports")
    return aroha


async def _noggin(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _sent(bot, aroha, wiremu)
    await aroha.presses(words("status.entry_text", system=contact_name("noggin")))
    return aroha


async def _late(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    bot.post.is_unplugged = True
    await reports_in_short(aroha)
    await bot.time_passes(minutes=6)
    return aroha


async def _customer(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, menu_title("customer-related"), words("tell.security-only"))
    return aroha


async def _in_danger(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports_in_short(aroha)
    return aroha


async def _adding(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _in_danger(bot, aroha, wiremu)
    await aroha.presses(words("status.add_where"))
    return aroha


async def _kotahi(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _customer(bot, aroha, wiremu)
    await aroha.presses(words("status.entry_text", system=contact_name("kotahi")))
    return aroha


async def _asked(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, STANDARD)
    await bot.rests()
    return wiremu


async def _approved(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _asked(bot, aroha, wiremu)
    await wiremu.presses(words("leader.approve"))
    return wiremu


async def _entering(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _approved(bot, aroha, wiremu)
    await wiremu.presses(words("leader.entry", system=contact_name("noggin")))
    return wiremu


async def _asked_of_kotahi(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, menu_title("customer-related"))
    await bot.rests()
    await wiremu.presses(words("leader.approve"))
    await wiremu.presses(words("leader.entry", system=contact_name("noggin")))
    await wiremu.presses(words("entry.done", system=contact_name("noggin")))
    await bot.time_passes(seconds=5)
    return wiremu


async def _entering_kotahi(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _asked_of_kotahi(bot, aroha, wiremu)
    await wiremu.presses(words("leader.entry", system=contact_name("kotahi")))
    return wiremu


async def _asked_which(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _asked(bot, aroha, wiremu)
    await wiremu.presses(words("leader.not-me"))
    return wiremu


async def _handed_on(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _asked_which(bot, aroha, wiremu)
    await wiremu.presses(words("not_me.cannot"))
    await bot.rests()
    return wiremu


async def _informed(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await informs_in_short(bot, aroha)
    await bot.rests()
    return wiremu


async def _detailed(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports_details(aroha)
    await bot.rests()
    return wiremu


async def _warned(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _detailed(bot, aroha, wiremu)
    await wiremu.presses(words("leader.show_details"))
    return wiremu


WAYS: Mapping[str, Way] = {
    "answer_question choice=given": Way(_gate, choice_text("danger", "no"), words("kind.title")),
    "answer_question choice=none": Way(
        _question,
        words("question.next"),
        question_text("threat"),
        {"choice": "name,photo"},
        typed="1, 2",
    ),
    "fill_in_form": Way(
        _form,
        words("form.save"),
        words("details_menu.title"),
        {"platform": "facebook", "seen_at": "2026-11-20"},
        typed=choice_text("platform", "facebook"),
        typed_says=question_text("link"),
    ),
    "move to=back": Way(_question, words("move.back"), words("kind.title")),
    "move to=skip": Way(_question, words("move.skip"), question_text("threat")),
    "move to=not-sure": Way(_gate, words("move.not-sure"), words("danger.call_now")),
    "move to=stop": Way(_question, words("move.stop"), fragment("stop.paused")),
    "start_report scenario_id=none": Way(_home, words("menu.report"), question_text("danger")),
    "start_report scenario_id=given": Way(_situations, URGENT, question_text("danger")),
    "go_on": Way(_unfinished, words("unfinished.go_on"), words("kind.title")),
    "stop_report": Way(_unfinished, words("unfinished.delete"), fragment("stop.paused")),
    "show_page page=menu": Way(_home, "", words("menu.lead"), typed="help"),
    "show_page page=situations": Way(_home, words("menu.situations"), words("situations.title")),
    "show_page page=support": Way(_home, words("menu.support"), words("support.title")),
    "show_page page=before-posting": Way(
        _home, words("menu.before_posting"), shipped().before_posting.title
    ),
    "show_page page=my-reports": Way(_home, words("menu.my_reports"), words("my_reports.none")),
    "show_page page=waiting": Way(_home, "", words("waiting.none"), typed="approvals"),
    "open_report": Way(_listed, f"). {words('stage.sent')}.", words("stage.sent")),
    "send_without_waiting": Way(
        _reported,
        words("status.send_without_waiting"),
        words("stage.mailing"),
    ),
    "withdraw": Way(_asked_back, words("withdraw.sure"), words("stage.withdrawn")),
    "take_back": Way(_asked_to_tell, words("withdraw.sure"), words("next.taken-back")),
    **{
        f"say_whether_it_helped helped={answer}": Way(
            _taken_back, words(f"helped.{answer}"), words("helped.thanks")
        )
        for answer in ("yes", "partly", "no")
    },
    "show_entry_text system=noggin": Way(
        _sent,
        words("status.entry_text", system=contact_name("noggin")),
        words("entry.how", system=contact_name("noggin")),
    ),
    "show_entry_text system=kotahi": Way(
        _customer,
        words("status.entry_text", system=contact_name("kotahi")),
        words("entry.how", system=contact_name("kotahi")),
    ),
    "show_mail_text": Way(_late, words("by_hand.show"), words("by_hand.title")),
    "show_addition": Way(_in_danger, words("status.add_where"), words("addition.title")),
    "add_to_report": Way(
        _adding,
        words("addition.send"),
        fragment("status.added_where_due"),
        {"words": "12 Example Street"},
        typed="12 Example Street",
    ),
    "say_i_am_safe": Way(_in_danger, words("status.safe_now"), fragment("status.added_safe_due")),
    "tick_off system=noggin": Way(
        _noggin,
        words("entry.done", system=contact_name("noggin")),
        fragment("entry.made", name=words("entry.you")),
    ),
    "tick_off system=kotahi": Way(
        _kotahi,
        words("entry.done", system=contact_name("kotahi")),
        fragment("entry.made", name=words("entry.you")),
    ),
    "show_entry_as_leader system=noggin": Way(
        _approved,
        words("leader.entry", system=contact_name("noggin")),
        words("entry.how", system=contact_name("noggin")),
    ),
    "show_entry_as_leader system=kotahi": Way(
        _asked_of_kotahi,
        words("leader.entry", system=contact_name("kotahi")),
        words("entry.how", system=contact_name("kotahi")),
    ),
    "tick_off_as_leader system=noggin": Way(
        _entering,
        words("entry.done", system=contact_name("noggin")),
        fragment("entry.made", name=words("entry.you")),
    ),
    "tick_off_as_leader system=kotahi": Way(
        _entering_kotahi,
        words("entry.done", system=contact_name("kotahi")),
        fragment("entry.made", name=words("entry.you")),
    ),
    "decide_on_escalation decision=approve": Way(
        _asked, words("leader.approve"), fragment("leader.answered_approve")
    ),
    "decide_on_escalation decision=decline": Way(
        _asked,
        words("leader.decline"),
        fragment("leader.answered_decline"),
        {"reason": "We have talked it through."},
        typed=f"{words('leader.decline')}: We have talked it through.",
    ),
    "decide_on_escalation decision=acknowledge": Way(
        _informed, words("leader.acknowledge"), fragment("leader.answered_acknowledge")
    ),
    "say_not_me": Way(_asked, words("leader.not-me"), words("not_me.title")),
    "decide_on_escalation decision=not-me": Way(
        _asked, "", words("not_me.title"), typed=words("leader.not-me")
    ),
    "undo_not_me": Way(_handed_on, words("handed_on.undo"), fragment("leader.heading")),
    "show_details is_sure=False": Way(
        _detailed, words("leader.show_details"), words("details.warning_title")
    ),
    "show_details is_sure=True": Way(_warned, words("details.show"), fragment("details.title")),
    "show_leader_card": Way(_warned, words("details.back"), fragment("leader.heading")),
}

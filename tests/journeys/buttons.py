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
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    return aroha


async def _in_danger(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports_in_short(aroha)
    return aroha


async def _adding(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _in_danger(bot, aroha, wiremu)
    await aroha.presses(words("status.add_where"))
    return aroha


async def _ringing(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _in_danger(bot, aroha, wiremu)
    await aroha.presses(words("ring.button"))
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


async def _afterwards(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _sent(bot, aroha, wiremu)
    await aroha.presses(words("status.afterwards"))
    return aroha


async def _offered_a_check_in(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _afterwards(bot, aroha, wiremu)
    await aroha.presses(words("check_in.button"))
    return aroha


async def _checked_in_with(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _offered_a_check_in(bot, aroha, wiremu)
    await aroha.presses(words("check_in.start"))
    return aroha


async def _asked_how_it_goes(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _checked_in_with(bot, aroha, wiremu)
    await bot.time_passes(days=1, minutes=1)
    return aroha


async def _again(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _afterwards(bot, aroha, wiremu)
    await aroha.presses(words("happened_again.button"))
    return aroha


async def _choosing_who_looks(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await reports(aroha, STANDARD)
    await bot.rests()
    await aroha.presses(words("status.send_without_waiting"))
    await bot.rests()
    await aroha.presses(words("status.afterwards"))
    await aroha.presses(words("watch.button"))
    return aroha


async def _colleague_looks(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _choosing_who_looks(bot, aroha, wiremu)
    await aroha.presses(words("watch.colleague"))
    return aroha


async def _choosing_again(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _colleague_looks(bot, aroha, wiremu)
    await aroha.presses(words("check_in.back"))
    await aroha.presses(words("watch.button"))
    return aroha


async def _prompted(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _approved(bot, aroha, wiremu)
    await bot.time_passes(days=1, minutes=1)
    return wiremu


async def _line_ended(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _handed_on(bot, aroha, wiremu)
    await bot.time_passes(minutes=2)
    await aroha.presses(words("my_reports.show"))
    return aroha


async def _naming(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _line_ended(bot, aroha, wiremu)
    await aroha.presses(words("status.ask_another"))
    return aroha


async def _confirming(bot: Running, aroha: Somebody, wiremu: Somebody) -> Somebody:
    await _naming(bot, aroha, wiremu)
    await aroha.presses(words("another.look_up"), words="sefina@example.org")
    return aroha


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
    "add_something": Way(_sent, words("status.add_something"), words("more.title")),
    "ask_to_be_rung": Way(_in_danger, words("ring.button"), words("ring.title")),
    "send_ring_request": Way(
        _ringing,
        words("ring.send"),
        fragment("status.added_ring_due"),
        {"words": "021 555 0101"},
        typed="021 555 0101",
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
    "show_afterwards": Way(_sent, words("status.afterwards"), fragment("afterwards.title")),
    "show_check_in": Way(_afterwards, words("check_in.button"), words("check_in.what_it_does")),
    "start_check_in": Way(_offered_a_check_in, words("check_in.start"), fragment("check_in.next")),
    "stop_check_in": Way(_checked_in_with, words("check_in.stop"), words("check_in.no_more")),
    **{
        f"answer_check_in answer={answer}": Way(
            _asked_how_it_goes, words(f"check_in.{answer}"), words(f"check_in.{answer}_text")
        )
        for answer in ("better", "same", "worse")
    },
    "answer_check_in answer=unsafe": Way(
        _asked_how_it_goes,
        words("check_in.unsafe"),
        words("check_in.unsafe_text"),
        typed_says=words("danger.call_now"),
    ),
    "show_again": Way(_afterwards, words("happened_again.button"), words("happened_again.text")),
    "tell_it_happened_again": Way(
        _again,
        words("happened_again.send"),
        fragment("status.added_again_due"),
        {"listed": "all"},
        typed=f"{words('happened_again.send')}: all",
    ),
    "show_list_for_police": Way(
        _again,
        words("happened_again.police"),
        words("happened_again.police_first"),
        {"listed": "all"},
        typed=f"{words('happened_again.police')}: all",
    ),
    "report_again": Way(_again, words("happened_again.report"), question_text("danger")),
    "show_watchers": Way(_afterwards, words("watch.button"), words("watch.not_private")),
    **{
        f"name_watcher role={role}": Way(
            _choosing_who_looks, words(f"watch.{role}"), words(f"watch.{role}_text")
        )
        for role in ("leader", "colleague", "advisor")
    },
    "name_watcher role=me": Way(_choosing_again, words("watch.me"), words("afterwards.text")),
    "tell_who_watches": Way(
        _colleague_looks, words("watch.tell"), fragment("status.added_more_due")
    ),
    "keep_leader_ticks": Way(
        _prompted,
        words("prompt.keep"),
        words("prompt.kept"),
        {"ticks": "talked,eap"},
        typed=f"{words('prompt.keep')}: talked",
    ),
    "stop_leader_prompts": Way(_prompted, words("prompt.stop"), words("prompt.private")),
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
    "ask_somebody_else": Way(_line_ended, words("status.ask_another"), words("another.title")),
    "look_up_somebody_else": Way(
        _naming,
        words("another.look_up"),
        words("confirm_leader.one_title"),
        {"words": "sefina@example.org"},
        typed="sefina@example.org",
    ),
    "confirm_somebody_else": Way(
        _confirming, words("another.yes"), words("deputy_state.to-be-found")
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

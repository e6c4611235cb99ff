"""Hears that a message which was sent before has been changed or deleted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.draft import NOT_SURE, Draft
from bot.domain.journey import AskQuestion, ShowDanger
from bot.domain.reopening import is_answered, reopen, step_at
from bot.domain.scenario import Question
from bot.domain.typed.typed_input import cleaned
from cards import actions
from dialogs.report.new_draft import new_draft
from dialogs.router import ActionRouter
from dialogs.turn import Turn

REMEMBERED = 30
"""How many typed messages a chat remembers, each with what it answered: ids, never words."""
MESSAGES = "messages"
ADDED = "added:"
"""How the step of what was added to a report begins; its id follows."""

Hear = Callable[[ActionRouter, Turn, str], Awaitable[None]]


@dataclass(frozen=True)
class AnsweredMessage:
    """What a typed message was taken for."""

    draft_id: str
    step: str
    """Empty for a message that answered no question."""

    @property
    def added_to(self) -> str:
        """The report that it was added to, by its id."""
        return self.step.removeprefix(ADDED) if self.step.startswith(ADDED) else ""


def remember_message(turn: Turn, before: Draft | None, step: str) -> None:
    """Remembers what a typed message answered, so that a change of it finds that answer."""
    message_id, after = turn.user_input.message_id, turn.draft
    if not message_id or turn.user_input.change == "deleted":
        return
    answered = AnsweredMessage("", f"{ADDED}{turn.added_to}" if turn.added_to else "")
    if before and after and _took(before, after, step):
        answered = AnsweredMessage(before.id, step)
    elif turn.user_input.change:
        return
    others = [it for it in turn.memory.get(MESSAGES, ()) if it[0] != message_id]
    entry = [message_id, answered.draft_id, answered.step]
    turn.memory[MESSAGES] = [*others, entry][-REMEMBERED:]


def _took(before: Draft, after: Draft, step: str) -> bool:
    return after != before and after.paused_at is None and is_answered(after, step)


async def hear_change(taps: ActionRouter, turn: Turn, hear: Hear) -> None:
    """Says that it was seen, hears what the message says now, asks again what it had answered.

    What is heard this way is kept only where it keeps somebody safe; every other answer is for
    the person to give again, with the question in sight. Where somebody is goes to Security anew.
    """
    text, answered = cleaned(turn.user_input.text), _answered(turn)
    is_here = answered is not None and turn.draft is not None and answered.draft_id == turn.draft.id
    step = answered.step if answered else ""
    is_open = is_here and step == step_at(turn.position)
    if text and answered and answered.added_to:
        turn.say("change.heard")
        addition_id = sha256(turn.user_input.change_id.encode()).hexdigest()[:16]
        press = actions.AddToReport(report_id=answered.added_to, nonce=addition_id)
        await taps.take(press, {"words": text})
    elif text and (is_open or (answered and not step)):
        turn.say("change.heard")
        await hear(taps, turn, text)
    elif text and await _is_danger(taps, turn, step, text, is_here=is_here):
        pass
    else:
        is_out = is_here and _takes_out(taps, turn, step)
        turn.say(f"change.{turn.user_input.change}_{_standing(turn, is_out=is_out)}")
        await taps.where_we_are()


def is_of_an_addition(turn: Turn) -> bool:
    """Whether the message that was changed told Security something after Send."""
    answered = _answered(turn)
    return answered is not None and answered.added_to != ""


def _answered(turn: Turn) -> AnsweredMessage | None:
    """What the message was taken for; None for one from before all that is remembered."""
    known = (it for it in turn.memory.get(MESSAGES, ()) if it[0] == turn.user_input.message_id)
    return next((AnsweredMessage(draft_id, step) for _, draft_id, step in known), None)


def _standing(turn: Turn, *, is_out: bool) -> str:
    if turn.draft is None:
        return "closed"
    if turn.position is None:
        return "out_paused" if is_out else "paused"
    return "out" if is_out else "open"


def _takes_out(taps: ActionRouter, turn: Turn, step: str) -> bool:
    """Whether that answer is out of the draft, and its question open again."""
    assert turn.draft is not None
    match turn.position:
        case ShowDanger(question) if step == f"question:{question.id}":
            return False  # the 111 screen stays, with Back on it
    anew = reopen(turn.content.catalogue, turn.content.form, turn.draft, step)
    if anew is None:
        return False
    turn.draft = anew
    taps.leave()
    return True


async def _is_danger(
    taps: ActionRouter, turn: Turn, step: str, text: str, *, is_here: bool
) -> bool:
    """Whether the message answers a question about danger and now says that there is some.

    Of a message that answered this report anything but a clear no counts, as when it is typed. Of
    any other a yes does: it may be about what is over, and must not be missed if it is not.
    """
    catalogue = turn.content.catalogue
    question = catalogue.question(step.partition(":")[2])
    if not is_here:
        said = turn.content.yes_and_no
        if not (said.is_yes(text) or said.begins_with_yes(text)):
            return False
        question = _open_question(turn) or (question if question == catalogue.gate else None)
    if question is None or not catalogue.asks_for_a_clear_no(question):
        return False

    def is_grave() -> bool:
        ticks = turn.draft.answers.get(question.id, ()) if turn.draft else ()
        choices = [question.choice(tick) for tick in ticks]
        return NOT_SURE in ticks or any(it and catalogue.is_grave(it) for it in choices)

    return await taps.answers_anew(_asking(turn, question), "change.heard", is_grave)


def _open_question(turn: Turn) -> Question | None:
    match turn.position:
        case AskQuestion(question) if turn.content.catalogue.asks_for_a_clear_no(question):
            return question
        case _:
            return None


def _asking(turn: Turn, question: Question) -> Draft | None:
    """The draft in which this question is open, a new one if there is none."""
    if turn.draft is None:
        return new_draft(turn, None)
    step, draft = f"question:{question.id}", turn.draft.resumed()
    if step == step_at(turn.position):
        return draft
    return reopen(turn.content.catalogue, turn.content.form, draft, step)

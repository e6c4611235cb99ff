"""Edited and deleted messages: what an earlier message answered, and what its change means."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.draft import NOT_SURE, Draft
from bot.domain.journey import AskQuestion, ShowDanger, is_answered, reopen, step_at
from bot.domain.scenario import Fact
from bot.domain.typed.typed_input import cleaned
from cards import actions
from dialogs.report.new_draft import new_draft
from dialogs.router import ActionRouter
from dialogs.turn import Turn

MAX_MESSAGES = 30
"""Messages stored per chat, each as message id, draft id and step; never their text."""
MESSAGES = "messages"
ADDED = "added:"
"""Prefix of the step of an addition; the report id follows."""

HandleText = Callable[[ActionRouter, Turn, str], Awaitable[None]]


@dataclass(frozen=True)
class AnsweredMessage:
    """What a typed message answered."""

    draft_id: str
    step: str
    """Empty if it answered no question."""

    @property
    def added_to(self) -> str:
        """Id of the report that it was added to; empty for any other message."""
        return self.step.removeprefix(ADDED) if self.step.startswith(ADDED) else ""


def remember_message(turn: Turn, before: Draft | None, step: str) -> None:
    """Stores which step the message answered, so that an edit of it can reopen that step."""
    message_id, after = turn.user_input.message_id, turn.draft
    if not message_id or turn.user_input.change == "deleted":
        return
    answered = AnsweredMessage("", f"{ADDED}{turn.added_to}" if turn.added_to else "")
    if before and after and _is_answered(before, after, step):
        answered = AnsweredMessage(before.id, step)
    elif turn.user_input.change:
        return
    others = [entry for entry in turn.memory.get(MESSAGES, ()) if entry[0] != message_id]
    newest = [message_id, answered.draft_id, answered.step]
    turn.memory[MESSAGES] = [*others, newest][-MAX_MESSAGES:]


def _is_answered(before: Draft, after: Draft, step: str) -> bool:
    return after != before and after.paused_at is None and is_answered(after, step)


async def handle_edit(router: ActionRouter, turn: Turn, handle_text: HandleText) -> None:
    """Acknowledges the edit or deletion, and reopens the question that the message answered.

    The new text is handled as if typed where the question is still open or none was answered. An
    answered question takes it only if it now says there is danger; the person answers others again.
    An edited addition is sent to Security as a new one.
    """
    text, answered = cleaned(turn.user_input.text), _answered(turn)
    is_here = answered is not None and turn.draft is not None and answered.draft_id == turn.draft.id
    step = answered.step if answered else ""
    is_open = is_here and step == step_at(turn.position)
    if text and answered and answered.added_to:
        turn.say("change.heard")
        addition_id = sha256(turn.user_input.change_id.encode()).hexdigest()[:16]
        press = actions.AddToReport(report_id=answered.added_to, nonce=addition_id)
        await router.route(press, {"words": text})
    elif text and (is_open or (answered and not step)):
        turn.say("change.heard")
        await handle_text(router, turn, text)
    elif text and await _is_taken_as_danger(router, turn, step, text, is_here=is_here):
        pass
    else:
        is_out = is_here and _reopen(router, turn, step)
        turn.say(f"change.{turn.user_input.change}_{_state(turn, is_out=is_out)}")
        await router.show_current()


def is_of_an_addition(turn: Turn) -> bool:
    """Whether the changed message was an addition to a sent report."""
    answered = _answered(turn)
    return answered is not None and answered.added_to != ""


def _answered(turn: Turn) -> AnsweredMessage | None:
    """What the message answered; None if it is older than the stored messages."""
    message_id = turn.user_input.message_id
    for stored_id, draft_id, step in turn.memory.get(MESSAGES, ()):
        if stored_id == message_id:
            return AnsweredMessage(draft_id, step)
    return None


def _state(turn: Turn, *, is_out: bool) -> str:
    """The end of the text key: closed, paused or open, and whether the answer was taken out."""
    if turn.draft is None:
        return "closed"
    if turn.position is None:
        return "out_paused" if is_out else "paused"
    return "out" if is_out else "open"


def _reopen(router: ActionRouter, turn: Turn, step: str) -> bool:
    """Takes the answer of this step out of the draft; whether its question is open again."""
    assert turn.draft is not None
    match turn.position:
        case ShowDanger(fact) if step == f"question:{fact.id}":
            return False  # the 111 screen stays; Back on it reopens the question
    draft = reopen(turn.content.catalogue, turn.draft, step)
    if draft is None:
        return False
    turn.draft = draft
    router.close_prompt()
    return True


async def _is_taken_as_danger(
    router: ActionRouter, turn: Turn, step: str, text: str, *, is_here: bool
) -> bool:
    """Takes the new text as the answer to a question about danger, if it says there is danger.

    For a message of this draft anything but a clear no counts, as for a typed answer. For an older
    message only a yes counts: it may be about what is over, and must not be missed if it is not.
    """
    catalogue = turn.content.catalogue
    question = catalogue.fact(step.partition(":")[2])
    if not is_here:
        phrases = turn.content.yes_and_no
        if not (phrases.is_yes(text) or phrases.begins_with_yes(text)):
            return False
        question = _open_question(turn) or (question if question == catalogue.gate else None)
    if question is None or not catalogue.asks_for_a_clear_no(question):
        return False

    def is_grave() -> bool:
        ticks = turn.draft.answers.get(question.id, ()) if turn.draft else ()
        choices = [question.choice(tick) for tick in ticks]
        return NOT_SURE in ticks or any(choice and catalogue.is_grave(choice) for choice in choices)

    return await router.try_answer(_draft_asking(turn, question), "change.heard", is_grave)


def _open_question(turn: Turn) -> Fact | None:
    match turn.position:
        case AskQuestion(question) if turn.content.catalogue.asks_for_a_clear_no(question):
            return question
        case _:
            return None


def _draft_asking(turn: Turn, question: Fact) -> Draft | None:
    """The draft with this question open; a new draft if there is none."""
    if turn.draft is None:
        return new_draft(turn, None)
    step, draft = f"question:{question.id}", turn.draft.resumed()
    if step == step_at(turn.position):
        return draft
    return reopen(turn.content.catalogue, draft, step)

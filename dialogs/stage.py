"""What the stages of a report share: each asks, takes the answer, and goes on to the next.

Which stage comes next is a function of the draft, so a stage knows no order.
"""

from botbuilder.dialogs import (
    DialogContext,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)

from bot.domain import journey
from cards.menu_cards import closing_card, paused_card
from dialogs.card_prompt import Given
from dialogs.talk import Talk, talk_of


class Stage(WaterfallDialog):
    """Asks what is open, takes the answer into the draft, goes on to the next stage."""

    id_: str
    prompt = "question"

    def __init__(self) -> None:
        super().__init__(self.id_, [self._ask, self._take])

    async def _ask(self, step: WaterfallStepContext) -> DialogTurnResult:
        return await step.begin_dialog(self.prompt)

    async def _take(self, step: WaterfallStepContext) -> DialogTurnResult:
        talk, given = talk_of(step), step.result
        assert isinstance(given, Given)
        if given.move == "stop":
            stop(talk)
        elif given.move == "back" and talk.draft:
            talk.draft = journey.back(talk.content.form, talk.draft)
        else:
            await self.take(talk, given)
        return await _go_on(step, talk)

    async def take(self, talk: Talk, given: Given) -> None:
        """Puts the answer into the draft."""
        raise TypeError(f"{self.id} takes no answers")


def stage_of(position: journey.Position | None) -> str | None:
    """The id of the stage that asks for this. Ids are kept in chats: never rename one."""
    match position:
        case None:
            return None
        case journey.ShowDanger():
            return "safety"
        case journey.AskQuestion() | journey.ChooseKind():
            return "triage"
        case journey.ReadGuidance():
            return "guidance"
        case journey.FillPage():
            return "form"
        case journey.CheckPreview():
            return "preview"
        case _:
            return "tell"


def stop(talk: Talk) -> None:
    """Pauses the report: nothing is sent, and what was told is kept for a while."""
    draft = talk.draft
    if draft is None or not draft.trail:
        talk.draft = None
        talk.show(closing_card(talk.content, talk.content.texts("stop.done")))
        return
    talk.draft = draft.pausing(talk.services.clock())
    talk.show(paused_card(talk.content, draft.id))


def delete(talk: Talk) -> None:
    """Deletes what was told so far, and says so."""
    talk.draft = None
    talk.show(closing_card(talk.content, talk.content.texts("stop.deleted")))


async def _go_on(dialog_context: DialogContext, talk: Talk) -> DialogTurnResult:
    """To the stage that is open now, or out of the report."""
    stage = stage_of(talk.position)
    if stage is None:
        return await dialog_context.end_dialog()
    return await dialog_context.replace_dialog(stage)

"""One turn as the dialogs see it: user input, draft, services and replies."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any, Literal

from botbuilder.dialogs import DialogContext

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import Draft
from bot.domain.errors import NotTheLeader, NotYours, Refusal, UnknownReport
from bot.domain.escalation import Escalation
from bot.domain.insight import Count, CountKind
from bot.domain.people import Actor, KnownPerson
from bot.domain.report import Report
from bot.domain.scenario import Catalogue
from bot.ports import ChatWindow, Clock, Message, NewTask, People, Reports
from bot.services.emails.writer import WriteLetters
from bot.services.reports.additions import SendAddition, TellSecurityMore, number_told
from bot.services.reports.after_care import AfterCare
from bot.services.reports.leader_search import SearchForLeader
from bot.services.reports.use_cases import (
    DecideEscalation,
    HandOn,
    NameAnotherLeader,
    NoteThatHelpWasRated,
    SendNow,
    SubmitReport,
    TakeBackReport,
    TickOffEntry,
    UndoHandOn,
    WithdrawReport,
    on_record,
)
from cards.actions import LEADER_MAY_READ, LEAVE_OUT, AddToReport, Press, SendRingRequest
from cards.elements import Card
from cards.plain_text import typed_choices
from cards.report.addition_preview_card import addition_preview_of
from cards.report.preview_card import preview_of
from cards.report.prompts import NO_ONE_KNOWN, LookedUp, Prompt, prompt_for
from cards.reporter.addition_card import ring_card
from cards.reporter.status_cards import status_card

RINGING = "ringing"
"""Key in a turn's memory: the report, and the nonce of the card that asks for a number to ring."""
TURN = "turn"
"""Key in the turn_state of the SDK's context."""

Asks = Literal[
    "", "menu", "question", "danger", "paused", "unfinished", "unsent", "crisis", "addition"
]
"""What a card asks, if it is the open card of its chat. Stored: never rename or reuse one."""
Lists = Literal["", "my-reports", "waiting"]
"""Which reports a card lists. Stored: never rename or reuse one."""
KEPT_IN_SIGHT = ("danger", "crisis")
"""Cards with help that must not vanish: nothing takes their place, only their buttons go."""
_NOTHING = Message(summary="")
_NEW_CARDS = "new_cards"
"""Key in a turn's memory: id of the draft whose prompts come as new cards."""


@dataclass(frozen=True)
class Services:
    """Use cases and ports that the dialogs call."""

    content: Content
    clock: Clock
    reports: Reports
    people: People
    letters: WriteLetters
    submit: SubmitReport
    decide: DecideEscalation
    hand_on: HandOn
    undo_hand_on: UndoHandOn
    name_another: NameAnotherLeader
    send_without_waiting: SendNow
    withdraw: WithdrawReport
    take_back: TakeBackReport
    note_rated: NoteThatHelpWasRated
    tick_off: TickOffEntry
    add: TellSecurityMore
    send_addition: SendAddition
    search_for_leader: SearchForLeader
    after_care: AfterCare


@dataclass(frozen=True)
class UserInput:
    """Typed text, or a press with the inputs of its card."""

    text: str = ""
    press: Press | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    message_id: str = ""
    """Of the typed message; empty for a press."""
    change: Literal["edited", "deleted"] | None = None
    """Set if an earlier message was changed; `text` is then its new text."""
    change_id: str = ""
    """Identifies this one change, also when Teams delivers it again."""
    has_files: bool = False
    """Attachments came with the message; none was read."""
    is_forwarded: bool = False
    """Another message was forwarded, with no text of the person's own."""


def typed_texts(catalogue: Catalogue, user_input: UserInput) -> list[str]:
    """The typed text and the text inputs, without empty ones and ids of choices."""
    typed = (text for name, text in user_input.inputs.items() if not _holds_ticks(catalogue, name))
    return [text for text in (user_input.text, *typed) if text]


def _holds_ticks(catalogue: Catalogue, name: str) -> bool:
    """Whether the input of this name holds ids of choices instead of text."""
    fact = catalogue.fact(name)
    named = ("choice", LEAVE_OUT, LEADER_MAY_READ, "person")
    return name in named or bool(fact and fact.choices)


@dataclass(frozen=True)
class Reply:
    """One message, sent once the turn is committed."""

    message: Message
    status_of: Escalation | None = None
    """The escalation on this status card, which is updated later."""
    replaces: bool = False
    """Replaces the card that was pressed."""
    asks: Asks = ""
    """What it asks, if it is the open card of the chat from now on."""
    moves_on: bool = False
    """Takes the place of the card that was pressed, if that is the living card."""
    role: str = ""
    """Its role, if it is another card about a report that is kept true."""
    report_id: str = ""
    """The report of the role."""
    lists: Lists = ""
    """Which reports it lists, if it is drawn anew when one of them changes."""


@dataclass
class Turn:
    """Input and outcome of a turn. Nothing is stored or sent before it ends."""

    services: Services
    actor: Actor
    name: str
    user_input: UserInput
    draft: Draft | None = None
    draft_version: int | None = None
    """Stored version of the draft when the turn began."""
    is_sent: bool = False
    """The draft became a report in this turn."""
    memory: dict[str, Any] = field(default_factory=dict)
    """Stored between turns, beside the dialog stack: flags and ids, never what was typed."""
    form_changed: bool = False
    """The stored dialog stack does not fit the position, so no answer can be taken."""
    replies: list[Reply] = field(default_factory=list)
    tasks: list[NewTask] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    added_to: str = ""
    """Id of the report that the typed text was added to."""
    window: ChatWindow = field(default_factory=ChatWindow)
    """What the chat showed when the turn began."""
    pressed_card: str = ""
    """Id of the card that was pressed; empty for typed text."""
    has_living_cards: bool = False
    """Whether a press on the living card moves it on in place; else each card is a new one."""
    is_answered: bool = False
    """A prompt took the press or text as its answer."""
    _position: tuple[Draft, journey.Position] | None = field(default=None, init=False)
    _prompt: tuple[Draft, Prompt] | None = field(default=None, init=False)
    """Each with the draft it was worked out for."""
    _known: KnownPerson | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.began = self.draft
        """The draft when the turn began."""

    @property
    def content(self) -> Content:
        """The content of this turn."""
        return self.services.content

    @property
    def position(self) -> journey.Position | None:
        """Where the person is in the draft; None without a draft or while it is paused."""
        if self.draft is None or self.draft.paused_at is not None:
            return None
        if self._position is None or self._position[0] is not self.draft:
            content = self.content
            found = journey.position(content.catalogue, self.draft)
            self._position = self.draft, found
        return self._position[1]

    async def prompt(self) -> Prompt:
        """The prompt at the position, which must not be None; worked out once for each draft."""
        draft, position = self.draft, self.position
        assert draft is not None
        assert position is not None
        if self._prompt is None or self._prompt[0] is not draft:
            looked_up = await self._look_up(position, draft)
            self._prompt = draft, prompt_for(position, draft, self.content, looked_up)
        return self._prompt[1]

    async def known(self) -> KnownPerson:
        """The directory's entry of this person; read once in a turn, empty if it has none."""
        if self._known is None:
            self._known = await self.services.people.known(self.actor) or NO_ONE_KNOWN
        return self._known

    async def _look_up(self, position: journey.Position, draft: Draft) -> LookedUp:
        """What the prompt at this position needs besides the draft."""
        letters = self.services.letters
        match position:
            case journey.ChooseTell():
                return LookedUp(letters.security_mailbox, known=await self.known())
            case journey.CheckPreview():
                known = await self.known()
                looked_up = None if known is NO_ONE_KNOWN else known
                sent = self.services.submit.prepare(draft, looked_up)
                report, escalation = sent.report, sent.escalation
                letter = letters.to_security(report, escalation, report.submitted_at)
                preview = preview_of(self.content, draft, report, escalation, letter, looked_up)
                return LookedUp(letters.security_mailbox, preview=preview)
            case journey.CheckAddition():
                return await self._look_at_addition(draft)
            case _:
                return LookedUp(letters.security_mailbox)

    async def _look_at_addition(self, draft: Draft) -> LookedUp:
        """What the addition would do now, or why nothing can be added."""
        letters, now = self.services.letters, self.services.clock()
        try:
            ready = await self.services.send_addition.prepare(draft, by=self.actor)
        except Refusal as refusal:
            return LookedUp(letters.security_mailbox, refusal=refusal.key)
        preview = addition_preview_of(self.content, draft, ready, letters, now)
        return LookedUp(letters.security_mailbox, addition=preview)

    async def attempt(self, use_case: Awaitable[Escalation]) -> None:
        """Awaits it, and says why if it is refused.

        Raises NotTheLeader, NotYours and UnknownReport: then nothing of the report may be shown.
        """
        try:
            await use_case
        except (NotTheLeader, NotYours, UnknownReport):
            raise
        except Refusal as refusal:
            self.say(refusal.key)

    @property
    def moved_card(self) -> str:
        """Id of the living card, if this turn's answer takes its place; else empty.

        The living card is the open card of the chat while nothing was said after it. Every reply
        before the card must be a sentence, which then stands at its top.
        """
        window, pressed = self.window, self.pressed_card
        is_living = pressed != "" and pressed == window.newest == window.open_card
        if not is_living or not self.has_living_cards or self._gets_new_cards:
            return ""
        if window.open_kind in KEPT_IN_SIGHT:
            return ""
        before, last = self.replies[:-1], self.replies[-1:]
        is_one_card = not any(reply.message.card for reply in before)
        return pressed if is_one_card and any(reply.moves_on for reply in last) else ""

    @property
    def has_closed_card(self) -> bool:
        """Whether nothing is left to answer on the card that was open."""
        if self.window.open_kind == "menu":
            return False  # until a card takes its place
        if self.window.open_kind == "addition":
            sends = isinstance(self.user_input.press, AddToReport | SendRingRequest)
            return bool(self.added_to) or sends
        return self.draft is None

    @property
    def _gets_new_cards(self) -> bool:
        """Whether this person's client was seen to draw an updated card late."""
        drafts = [draft.id for draft in (self.began, self.draft) if draft is not None]
        return self.memory.get(_NEW_CARDS) in drafts

    def saw_an_old_showing(self) -> None:
        """The press came from a showing that was answered: the client draws updates late.

        From now on this journey goes on with new cards, which every client draws at once.
        """
        if self.draft is not None:
            self.memory[_NEW_CARDS] = self.draft.id

    def count(self, kind: CountKind, key: str) -> None:
        """Adds one, in the transaction of the turn. The key is a name of ours, never words."""
        self.counts.append(Count(kind, key))

    def forget_pauses(self) -> None:
        """From now on words of self-harm or danger show help again, also in an answer."""
        for key in ("crisis", "paused_at"):
            self.memory.pop(key, None)

    def say(self, key: str, **values: str) -> None:
        """Replies with one sentence, by text key."""
        self.replies.append(self.sentence(key, **values))

    def sentence(self, key: str, **values: str) -> Reply:
        """One sentence as a reply, by text key."""
        text = self.content.texts(key, **values)
        return Reply(Message(summary=text, text=text))

    def show_prompt(self, card: Card) -> None:
        """Replies with the card of a prompt; buttons of earlier cards cannot be typed any more."""
        for key in ("adding", RINGING, "naming", "menu", "menu_of"):
            self.memory.pop(key, None)
        is_danger = isinstance(self.position, journey.ShowDanger)
        # The 111 screen is always a message of its own: an edit notifies nobody.
        asks: Asks = "danger" if is_danger else "question"
        self._reply(card, Reply(_NOTHING, asks=asks, moves_on=not is_danger))

    def show_status(self, report: Report, escalation: Escalation) -> None:
        """Replies with the status card of a report; it is updated from now on."""
        self.show(self.status(report, escalation), status_of=escalation, moves_on=True)
        self.memory["menu_of"] = report.id

    def status(self, report: Report, escalation: Escalation) -> Card:
        """The status card of a report of this person."""
        mailbox = self.services.letters.security_mailbox
        return status_card(self.content, report, escalation, mailbox, self.services.clock())

    def show_menu(self, card: Card) -> None:
        """Replies with a card that a report is begun from.

        Without a draft it is the open card of the chat, so that the report goes on in its place.
        """
        self.show(card, asks="" if self.draft else "menu", moves_on=self.draft is None)

    async def ask_for_number(self, report_id: str) -> None:
        """Replies with the card that asks for a number to ring; raises NotYours."""
        report, escalation = await self.services.reports.get(report_id)
        escalation.check_reporter(self.actor)
        nonce, record = token_hex(8), on_record(self.content, report.reporter)
        number = number_told(self.content, report)
        card = ring_card(self.content, report, nonce, number, record.value if record else "")
        self.show_on_its_own(card)
        self.memory[RINGING] = [report_id, nonce]

    def show_on_its_own(self, card: Card) -> None:
        """Replies with a card beside the status card, which a press on it moves on in place."""
        # Beside an open question it is not the card that the journey goes on with.
        self.show(card, asks="addition" if self.position is None else "", moves_on=True)

    def show(
        self,
        card: Card,
        *,
        status_of: Escalation | None = None,
        replaces: bool = False,
        asks: Asks = "",
        moves_on: bool = False,
        role: str = "",
        report_id: str = "",
        lists: Lists = "",
    ) -> None:
        """Replies with any other card. Its buttons can be typed until the next card."""
        for key in ("adding", RINGING, "naming", "menu_of"):
            self.memory.pop(key, None)
        self.memory["menu"] = [[title, dict(data)] for title, data in typed_choices(card)]
        self.memory["menu_at"] = self.services.clock().isoformat()
        self._reply(
            card, Reply(_NOTHING, status_of, replaces, asks, moves_on, role, report_id, lists)
        )

    def _reply(self, card: Card, reply: Reply) -> None:
        message = Message(summary=self.content.texts("summary.card"), card=card)
        self.replies.append(replace(reply, message=message))


def turn_of(dialog_context: DialogContext) -> Turn:
    """The turn that this dialog runs in."""
    turn = dialog_context.context.turn_state[TURN]
    assert isinstance(turn, Turn)
    return turn

"""One person's chat over content of the test's choosing, pressed as the cards offer it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.teams.receiving.activity import Inbound
from bot.adapters.teams.turns.dialog_runner import SCHEMA, DialogRunner, dump_stack
from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.people import KnownPerson
from bot.services.reports.leader_search import SearchForLeader
from bot.services.reports.use_cases import DecideEscalation
from cards.actions import INPUT, parse_press
from cards.lint.lint import card_faults
from dialogs.turn import Services, Turn, UserInput
from tests.builders import LEA, an_actor
from tests.dialogs.one_turn import services_in_memory
from tests.random_choices import RandomChoices
from tests.services.chats_and_people import KnownPeople, WhoLeads
from tests.services.fakes import AClock, KeptReports, KeptTasks

NO_ADAPTER: Any = object()
WAY_OUT = ("stop", "back", "delete", "no-one-yet", "finish")
"""Presses that lead away from Send; each is taken now and then."""


@dataclass
class Speaking:
    """The chat, the reports it leads to, and the last card that was shown."""

    content: Content
    person: str = "rea"
    reports: KeptReports = field(default_factory=lambda: KeptReports(KeptTasks()))
    draft: Draft | None = None
    document: dict[str, Any] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    async def hears(self, user_input: UserInput) -> None:
        """One turn, kept as JSON would keep it."""
        inbound = Inbound(
            type="message", conversation_id="chat", member_id="29:rea", activity_id="a-1"
        )
        memory = {key: it for key, it in self.document.items() if key not in ("schema", "stack")}
        turn = Turn(
            self._services(),
            an_actor(self.person),
            "Rea Example",
            user_input,
            self.draft,
            memory=memory,
        )
        stack = await DialogRunner(NO_ADAPTER)(inbound, user_input, turn, self.document)
        self.document = {**turn.memory, "schema": SCHEMA, "stack": dump_stack(stack)}
        self.draft = turn.draft
        for shown in turn.replies:
            if shown.message.card:
                self.card = shown.message.card
                assert card_faults(dict(self.card)) == []
            if shown.message.text:
                self.said.append(str(shown.message.text))

    async def presses(self, picks: RandomChoices) -> None:
        """Some button of the last card, with something in each of its inputs."""
        buttons = [it for it in _parts(self.card) if "data" in it and it.get("title")]
        onward = [it for it in buttons if not _leads_away(it["data"])]
        rarely = picks.pick([False] * 15 + [True])
        button = picks.pick(buttons if rarely or not onward else onward)
        inputs = {} if button.get("associatedInputs") == "none" else self._filled(picks)
        press = parse_press({**button["data"], **inputs})
        assert press is not None, button["data"]
        await self.hears(UserInput(press=press[0], inputs=press[1]))

    def _filled(self, picks: RandomChoices) -> dict[str, str]:
        filled = {}
        for part in _parts(self.card):
            if str(part.get("type")).startswith("Input."):
                choices = [choice["value"] for choice in part.get("choices") or ()]
                filled[part["id"]] = picks.pick(["", *(choices or ["Ring me", "2026-11-20"])])
        assert all(name.startswith(INPUT) for name in filled)
        return filled

    def _services(self) -> Services:
        return services_in_memory(
            self.content,
            self.reports,
            KnownPeople(said={"rea": KnownPerson(leader=LEA)}),
            decide=DecideEscalation(self.reports, AClock()),
            search_for_leader=SearchForLeader(WhoLeads(same_names=[LEA])),
        )


def _leads_away(data: Mapping[str, Any]) -> bool:
    return bool({data.get("to"), data.get("choice")} & set(WAY_OUT)) or "nonce" not in data


def _parts(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        if "type" in node:
            yield node
        for name, inner in node.items():
            if name not in ("data", "fallback"):
                yield from _parts(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _parts(inner)

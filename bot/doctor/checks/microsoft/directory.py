"""The directory: proved by finding some people, reading one and reading a manager."""

from collections.abc import Sequence

from bot.adapters.graph.directory import FIELDS, name_search
from bot.adapters.graph.errors import NOT_FOUND, code_of
from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.doctor.diagnosis.graph_errors import Grant, refused
from bot.doctor.graph import GraphProbe
from bot.doctor.results import CheckFailed, Remark, fine, warning

LETTERS = "amst"
"""Searched in turn; most names have a word that begins with one of these."""
PEOPLE = "20"
GRANT = Grant.for_all("User.Read.All")
FILL_IN = "See that people and their managers are in Entra; without them people name the leader."


class DirectoryCheck:
    """The organisation's people. No name is shown."""

    def __init__(self, graph: GraphProbe) -> None:
        self._graph = graph
        self.ids: Sequence[str] = ()
        """Object ids of some users, once found."""

    async def knows_people(self) -> Sequence[Remark]:
        """Proves search by a part of a name, and reading the fields that the bot needs."""
        for letter in LETTERS:
            if ids := await self._named(letter):
                answer = await self._graph.expect(self._about(ids[0]), GRANT)
                _check_shown(answer)
                self.ids = ids
                return fine("The bot may look people up.")
        return warning("Nobody was found, so nothing is proved of the directory.", FILL_IN)

    async def knows_leaders(self) -> Sequence[Remark]:
        """Proves reading the manager of a person."""
        for person_id in self.ids:
            answer = await self._graph.ask(self._about(person_id, "manager"))
            if answer.status == 404 and code_of(answer.body) in NOT_FOUND:
                continue
            if answer.status != 200:
                raise refused(answer, GRANT)
            _check_shown(answer)
            return fine("The bot may look up who leads somebody.")
        return warning("Nobody was found who has a manager, so this right is not proved.", FILL_IN)

    async def _named(self, letter: str) -> Sequence[str]:
        url = self._graph.url(
            "users", search=name_search(letter), count="true", select="id", top=PEOPLE
        )
        headers = {"ConsistencyLevel": "eventual"}
        call = GraphRequest("name", "GET", url, is_outlook=False, headers=headers)
        people = (await self._graph.expect(call, GRANT)).body.get("value")
        listed = people if isinstance(people, list) else []
        ids = [one.get("id") for one in listed if isinstance(one, dict)]
        return [found for found in ids if isinstance(found, str) and found]

    def _about(self, person_id: str, *place: str) -> GraphRequest:
        url = self._graph.url("users", person_id, *place, select=FIELDS)
        return GraphRequest("person", "GET", url, is_outlook=False)


def _check_shown(answer: GraphResponse) -> None:
    # Without the right, Graph returns an object with its id alone
    # (https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects).
    # displayName is the field that also contacts have.
    if not isinstance(answer.body.get("displayName"), str):
        raise CheckFailed("The directory hides who somebody is: a right is missing.", GRANT.cure)

"""Reads lists of phrases, and refuses those that would miss what they are for."""

from collections.abc import Sequence

from bot.content.loading.errors import Location
from bot.content.loading.model import Asked
from bot.content.loading.reader import Reading
from bot.content.loading.scenarios import refuse_capitals
from bot.domain.typed.phrases import Phrases, UnknownGroup

DANGER_IS_HEARD = (
    *("emergency", "danger", "i am in danger", "i am scared", "i feel unsafe", "help me"),
    *("he is outside my house", "they are here", "someone is at my door with a knife"),
    *("someone is following me", "he has a gun", "i am being attacked", "i am trapped"),
    *("he is coming to my house", "call the police", "kei te mataku au", "kei waho ia"),
)
"""Whatever an editor changes, somebody who writes this sees the 111 screen."""
NO_DANGER_IS_HEARD = (
    *("yes", "no", "skip", "back", "stop", "help", "report", "support", "not sure", "facebook"),
    *("i am not in danger", "nobody is in danger", "last night", "someone made a threat"),
)
"""And whoever writes this does not, or nobody could report anything."""
SELF_HARM_IS_HEARD = (
    *("i want to die", "i want to kill myself", "i don't want to live", "suicide", "whakamomori"),
    *("kms", "i am going to end it all", "better off dead", "i want to hurt myself"),
)
"""Whatever an editor changes, somebody who writes this sees the help lines."""
NO_SELF_HARM_IS_HEARD = (
    *("yes", "no", "skip", "back", "stop", "help", "report", "support", "not sure", "facebook"),
    *("they said they will kill me", "i want this to stop", "last night"),
)
PRIVACY_IS_HEARD = ("privacy", "who sees this", "delete my data", "is this anonymous")
PEOPLE_ARE_HEARD = ("i want to talk to a human", "talk to a person")
NO_QUESTION_IS_HEARD = (
    "yes",
    "no",
    "skip",
    "back",
    "stop",
    "help",
    "report",
    "support",
    "facebook",
)


def read_danger(reading: Reading) -> Phrases | None:
    """danger.toml."""
    found, place = reading.model("danger.toml", Phrases), reading.place("danger.toml")
    if found is not None and is_whole(found, place):
        refuse_deaf(found, place, DANGER_IS_HEARD, NO_DANGER_IS_HEARD)
    return found


def read_asked(reading: Reading) -> Asked | None:
    """asked.toml."""
    found, place = reading.model("asked.toml", Asked), reading.place("asked.toml")
    if found is not None:
        for name, phrases, heard in (
            ("privacy", found.privacy, PRIVACY_IS_HEARD),
            ("people", found.people, PEOPLE_ARE_HEARD),
        ):
            if is_whole(phrases, place.at(name)):
                refuse_deaf(phrases, place.at(name), heard, NO_QUESTION_IS_HEARD)
    return found


def is_whole(phrases: Phrases, place: Location) -> bool:
    """Whether every phrase can be read; complains of those that cannot."""
    before = len(place.complaints)
    lists = {"words": phrases.words, "alone": phrases.alone, "unless": phrases.unless}
    spots = {name: place.at(name) for name in lists} | {
        name: place.at("groups", name) for name in phrases.groups
    }
    for name, listed in (lists | dict(phrases.groups)).items():
        refuse_capitals(listed, spots[name])
        for number, phrase in enumerate(listed, 1):
            _check(phrases, phrase, spots[name].at(number))
    return len(place.complaints) == before


def refuse_deaf(
    phrases: Phrases, place: Location, heard: Sequence[str], not_heard: Sequence[str]
) -> None:
    """Refuses a list that misses what it must hear, or hears what everybody may say."""
    for said in heard:
        if not phrases.is_said_in(said):
            place.at("words").refuse(f'"{said}" is not heard any more')
    for said in not_heard:
        if phrases.is_said_in(said):
            place.at("words").refuse(f'"{said}" is an ordinary answer and must not be heard')


def _check(phrases: Phrases, phrase: str, place: Location) -> None:
    try:
        if phrases.says_nothing(phrase):
            place.refuse("has no word in it")
    except UnknownGroup as unknown:
        place.refuse_unknown("group", unknown.name, phrases.groups)

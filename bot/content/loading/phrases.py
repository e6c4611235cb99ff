"""Loads the phrase lists and checks that they still recognise what they must."""

from collections.abc import Sequence

from bot.content.loading.checks import check_lower_case
from bot.content.loading.errors import Location
from bot.content.loading.model import Asked
from bot.content.loading.reader import ContentReader
from bot.domain.typed.phrases import Phrases, UnknownGroup

DANGER_IS_HEARD = (
    *("emergency", "danger", "i am in danger", "i am scared", "i feel unsafe", "help me"),
    *("he is outside my house", "they are here", "someone is at my door with a knife"),
    *("someone is following me", "he has a gun", "i am being attacked", "i am trapped"),
    *("he is coming to my house", "call the police", "kei te mataku au", "kei waho ia"),
)
"""Must show the 111 screen, whatever an editor changes."""
NO_DANGER_IS_HEARD = (
    *("yes", "no", "skip", "back", "stop", "help", "report", "support", "not sure", "facebook"),
    *("i am not in danger", "nobody is in danger", "last night", "someone made a threat"),
)
"""Must not show it, or reporting would become impossible."""
SELF_HARM_IS_HEARD = (
    *("i want to die", "i want to kill myself", "i don't want to live", "suicide", "whakamomori"),
    *("kms", "i am going to end it all", "better off dead", "i want to hurt myself"),
)
"""Must show the help lines, whatever an editor changes."""
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


def read_danger(reader: ContentReader) -> Phrases | None:
    """danger.toml."""
    found, location = reader.model("danger.toml", Phrases), reader.location("danger.toml")
    if found is not None and all_readable(found, location):
        check_recognised(found, location, DANGER_IS_HEARD, NO_DANGER_IS_HEARD)
    return found


def read_asked(reader: ContentReader) -> Asked | None:
    """asked.toml."""
    found, location = reader.model("asked.toml", Asked), reader.location("asked.toml")
    if found is not None:
        for name, phrases, heard in (
            ("privacy", found.privacy, PRIVACY_IS_HEARD),
            ("people", found.people, PEOPLE_ARE_HEARD),
        ):
            if all_readable(phrases, location.at(name)):
                check_recognised(phrases, location.at(name), heard, NO_QUESTION_IS_HEARD)
    return found


def all_readable(phrases: Phrases, location: Location) -> bool:
    """Whether every phrase can be read; adds an error for each that cannot."""
    before = len(location.errors)
    lists = {"words": phrases.words, "alone": phrases.alone, "unless": phrases.unless}
    locations = {name: location.at(name) for name in lists} | {
        name: location.at("groups", name) for name in phrases.groups
    }
    for name, listed in (lists | dict(phrases.groups)).items():
        check_lower_case(listed, locations[name])
        for number, phrase in enumerate(listed, 1):
            _check(phrases, phrase, locations[name].at(number))
    return len(location.errors) == before


def check_recognised(
    phrases: Phrases, location: Location, heard: Sequence[str], not_heard: Sequence[str]
) -> None:
    """Checks that the list recognises what it must, and no ordinary answer."""
    for said in heard:
        if not phrases.is_said_in(said):
            location.at("words").error(f'"{said}" is not heard any more')
    for said in not_heard:
        if phrases.is_said_in(said):
            location.at("words").error(f'"{said}" is an ordinary answer and must not be heard')


def _check(phrases: Phrases, phrase: str, location: Location) -> None:
    try:
        if phrases.says_nothing(phrase):
            location.error("has no word in it")
    except UnknownGroup as unknown:
        location.unknown("group", unknown.name, phrases.groups)

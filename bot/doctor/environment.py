"""Each setting on a line of its own, and settings to go on with when some are wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bot.doctor.asking import NOBODY
from bot.doctor.findings import Finding
from bot.settings import MEANINGS, Settings, SettingsRefused

PLACES = {
    "BOT_APP_ID": NOBODY,
    "BOT_APP_TYPE": "SingleTenant",
    "BOT_TENANT_ID": NOBODY,
    "MAIL_SENDER": NOBODY,
}
"""Keep the place of a required setting that is wrong; whatever needs that setting is not run."""


@dataclass(frozen=True)
class Environment:
    """What the environment told us, and what was wrong with it."""

    settings: Settings
    wrong: Mapping[str, str]
    """The sentences about each setting that is wrong."""
    given: frozenset[str]

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Reads it as the bot does, and goes on with what is right."""
        given = {name: environment[name] for name in MEANINGS if environment.get(name, "").strip()}
        try:
            return cls(Settings.read(environment), {}, frozenset(given))
        except SettingsRefused as refused:
            wrong = _by_name(refused.reasons)
        right = {name: text.strip() for name, text in given.items() if name not in wrong}
        settings = Settings.model_validate({**PLACES, **right})
        return cls(settings, wrong, frozenset(given))

    def findings(self) -> list[Finding]:
        """One line for each setting."""
        return [self._finding(name) for name in MEANINGS]

    def _finding(self, name: str) -> Finding:
        if name in self.wrong:
            cure = "Put it right in the environment the bot is started with."
            return Finding(name, "failed", self.wrong[name], cure)
        if name in self.given:
            return Finding(name, "ready", "It is set, and its form is right.")
        return Finding(name, "ready", "It is not set, and need not be.")


def _by_name(reasons: list[str]) -> dict[str, str]:
    """The reasons under the setting that each speaks of first."""
    by_name: dict[str, list[str]] = {}
    for reason in reasons:
        name = next(word for word in re.findall(r"\w+", reason) if word in MEANINGS)
        by_name.setdefault(name, []).append(reason)
    return {name: " ".join(said) for name, said in by_name.items()}

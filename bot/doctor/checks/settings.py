"""Each setting on a line of its own, and settings to go on with when some are wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Self

from bot.doctor.graph import NOBODY
from bot.doctor.results import CheckFailed, Result
from bot.settings import MEANINGS, Settings, SettingsRefused

PLACES = {
    "BOT_APP_ID": NOBODY,
    "BOT_APP_TYPE": "SingleTenant",
    "BOT_TENANT_ID": NOBODY,
    "MAIL_SENDER": NOBODY,
}
"""Keep the place of a required setting that is wrong; whatever needs that setting is not run."""
DEFAULTS = {field.alias: field.get_default() for field in Settings.model_fields.values()}
PUT_RIGHT = "Put it right in the environment the bot is started with."
IN_A_VAULT = "@Microsoft.KeyVault("
"""How App Service hands on a reference to a vault if it could not read the secret."""
RESOLVE = (
    "See that the secret is there, that the host's identity is Key Vault Secrets User of it, and"
    " that the vault lets the host's network in; then restart."
)
LIKE = 0.85
"""How alike two names are, of which one was perhaps meant to be the other."""


@dataclass(frozen=True)
class SettingsCheck:
    """What the environment told us, and what was wrong with it."""

    settings: Settings
    wrong: Mapping[str, CheckFailed]
    """What is said of each setting that is wrong."""
    given: frozenset[str]
    strange: Mapping[str, str]
    """Under a setting that is not set, a name so like it that it was perhaps meant."""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Reads it as the bot does, and goes on with what is right."""
        given = {name: environment[name].strip() for name in MEANINGS if name in environment}
        given = {name: text for name, text in given.items() if text}
        wrong = {**_refused(environment), **_unresolved(given)}
        right = {name: text for name, text in given.items() if name not in wrong}
        strange = _nearly(environment, [name for name in MEANINGS if name not in given])
        settings = Settings.model_validate({**PLACES, **right})
        return cls(settings, wrong, frozenset(given), strange)

    def findings(self) -> list[Result]:
        """One line for each setting."""
        return [self._finding(name) for name in MEANINGS]

    def _finding(self, name: str) -> Result:
        if name in self.wrong:
            return Result(name, "failed", self.wrong[name].says, self.wrong[name].cure)
        if name in self.given:
            return Result(name, "ready", "It is set, and its form is right.")
        if name in self.strange:
            says = f"It is not set, but {self.strange[name]} is, which the bot does not read."
            return Result(name, "warning", says, f"If {name} was meant, correct its name.")
        default = DEFAULTS[name]
        counts = "need not be" if default is None else f"its default counts: {default}"
        return Result(name, "ready", f"It is not set, and {counts}.")


def _nearly(environment: Mapping[str, str], unset: Sequence[str]) -> Mapping[str, str]:
    names = {name.upper(): name for name in environment if name not in MEANINGS}
    near = {ours: get_close_matches(ours, names, n=1, cutoff=LIKE) for ours in unset}
    return {ours: names[found[0]] for ours, found in near.items() if found}


def _unresolved(given: Mapping[str, str]) -> Mapping[str, CheckFailed]:
    return {
        name: CheckFailed(f"{name} is still a reference to a vault, and no value.", RESOLVE)
        for name, text in given.items()
        if text.startswith(IN_A_VAULT)
    }


def _refused(environment: Mapping[str, str]) -> Mapping[str, CheckFailed]:
    """The reasons under the setting that each speaks of first."""
    try:
        Settings.read(environment)
    except SettingsRefused as refused:
        by_name: dict[str, list[str]] = {}
        for reason in refused.reasons:
            name = next(word for word in re.findall(r"\w+", reason) if word in MEANINGS)
            by_name.setdefault(name, []).append(reason)
        return {name: CheckFailed(" ".join(said), PUT_RIGHT) for name, said in by_name.items()}
    return {}

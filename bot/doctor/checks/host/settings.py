"""Settings: proved by reading them as the bot does; checks go on with those that are valid."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Self

from bot.doctor.graph import NO_ID
from bot.doctor.results import CheckFailed, Result
from bot.settings import MEANINGS, Settings, SettingsRefused

PLACES = {
    "BOT_APP_ID": NO_ID,
    "BOT_APP_TYPE": "SingleTenant",
    "BOT_TENANT_ID": NO_ID,
    "MAIL_SENDER": NO_ID,
}
"""Placeholders for required settings that are wrong; checks that need these are not run."""
DEFAULTS = {field.alias: field.get_default() for field in Settings.model_fields.values()}
PUT_RIGHT = "Put it right in the environment the bot is started with."
IN_A_VAULT = "@Microsoft.KeyVault("
"""The value that App Service passes on if it cannot resolve a Key Vault reference
(https://learn.microsoft.com/azure/app-service/app-service-key-vault-references)."""
RESOLVE = (
    "See that the secret is there, that the host's identity is Key Vault Secrets User of it, and"
    " that the vault lets the host's network in; then restart."
)
LIKE = 0.85
"""Similarity from which a name counts as a misspelt setting, from 0 to 1."""


@dataclass(frozen=True)
class SettingsCheck:
    """Settings read from an environment, and what is wrong with them."""

    settings: Settings
    wrong: Mapping[str, CheckFailed]
    """Cause and cure by setting."""
    given: frozenset[str]
    misspelt: Mapping[str, str]
    """By unset setting, a similar name in the environment: perhaps a misspelling."""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Reads an environment as the bot does, and keeps the settings that are valid."""
        given = {name: environment[name].strip() for name in MEANINGS if name in environment}
        given = {name: text for name, text in given.items() if text}
        wrong = {**_refused(environment), **_unresolved(given)}
        right = {name: text for name, text in given.items() if name not in wrong}
        misspelt = _nearly(environment, [name for name in MEANINGS if name not in given])
        settings = Settings.model_validate({**PLACES, **right})
        return cls(settings, wrong, frozenset(given), misspelt)

    def results(self) -> list[Result]:
        """One line for each setting."""
        return [self._result(name) for name in MEANINGS]

    def _result(self, name: str) -> Result:
        if name in self.wrong:
            return Result(name, "failed", self.wrong[name].says, self.wrong[name].cure)
        if name in self.given:
            return Result(name, "ready", "It is set, and its form is right.")
        if name in self.misspelt:
            says = f"It is not set, but {self.misspelt[name]} is, which the bot does not read."
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
    """Reasons by the setting that each names first."""
    try:
        Settings.read(environment)
    except SettingsRefused as refused:
        by_name: dict[str, list[str]] = {}
        for reason in refused.reasons:
            name = next(word for word in re.findall(r"\w+", reason) if word in MEANINGS)
            by_name.setdefault(name, []).append(reason)
        return {name: CheckFailed(" ".join(said), PUT_RIGHT) for name, said in by_name.items()}
    return {}

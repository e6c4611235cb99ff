"""Writes the configuration of a Playground: one person's chat, and colleagues."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.adapters.local.sample_people import BOT_ID, BOT_NAME, DOMAIN, TENANT_ID, five_around
from bot.domain.people import Person
from bot.domain.typed.names import folded

NAME = ".m365agentsplayground.yml"
PRELOAD = "manners.cjs"

# Playground 0.2.28 listens on all network interfaces and outlives a killed bot (measured). The
# preload binds it to this computer, and ends it when the bot's end of its stdin is closed.
_PRELOAD_CODE = """\
const net = require("net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === "number"
    ? listen.call(this, port, "127.0.0.1", ...rest)
    : listen.call(this, port, ...rest);
};
process.stdin.on("end", () => process.exit()).on("error", () => process.exit());
process.stdin.resume().unref();
"""


def folder_name(person: Person) -> str:
    """The first name as a folder name that is valid on every system."""
    first_name = folded(person.name).partition(" ")[0]
    return re.sub(r"[^a-z0-9]+", "-", first_name).strip("-") or "person"


def write_configuration(folder: Path, person: Person, people: Sequence[Person]) -> None:
    """Writes the folder that a Playground starts in. Its YAML file is JSON, which is valid YAML."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = json.dumps(_configuration(person, people), ensure_ascii=False, indent=2)
    (folder / NAME).write_text(f"{written}\n", encoding="utf-8")
    (folder / PRELOAD).write_text(_PRELOAD_CODE, encoding="utf-8")


def _configuration(person: Person, people: Sequence[Person]) -> dict[str, Any]:
    """Playground 0.2.28 does not start with an unknown key or with four users (measured)."""
    return {
        "version": "0.1.1",
        "tenantId": TENANT_ID,
        "bot": {"id": BOT_ID, "name": BOT_NAME},
        "currentUser": _user(person),
        "users": [_user(other) for other in five_around(person, people)],
        "personalChat": {"id": f"chat-{person.id}"},
        "groupChat": {"id": f"group-{person.id}", "name": "Group chat"},
        "team": {
            "id": f"team-{person.id}",
            "name": "Team",
            "aadGroupId": TENANT_ID,
            "channels": [],
        },
    }


def _user(person: Person) -> dict[str, Any]:
    """Both ids are equal, or a chat opened by object id accepts no message (measured)."""
    given, _, surname = person.name.partition(" ")
    address = person.email or f"{person.id}@{DOMAIN}"
    return {
        "id": person.id,
        "name": person.name,
        "userPrincipleName": address,
        "aadObjectId": person.id,
        "givenName": given,
        "surname": surname or given,
        "email": address,
    }

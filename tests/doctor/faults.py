"""What can be wrong with an organisation, one thing at a time, and what the doctor must say."""

from dataclasses import dataclass

from tests.doctor.breaking import (
    Break,
    answers,
    broken_content,
    certificate,
    clock_ahead,
    entra_for_graph,
    entra_says,
    file_for_a_folder,
    forgotten_key,
    holds,
    lacks,
    no_mailbox,
    other_file,
    recipient,
    sets,
    silent_entra,
    tenant_wide_mail,
    unplugged_graph,
    unreachable_keys,
    useless_keys,
)
from tests.doctor.conftest import AROHA
from tests.stand_ins.entra import SECRET
from tests.stand_ins.graph import NAMED, SENDER


@dataclass(frozen=True)
class Fault:
    """One fault: how it comes about, and which check says what of its cause and its cure."""

    name: str
    breaks: Break
    check: str
    cause: str
    cure: str
    also: frozenset[str] = frozenset()
    """Other checks that fail for a reason of their own."""


NO_NAME = "nobody.invalid"

FAULTS = (
    Fault("no app id", sets(BOT_APP_ID=""), "BOT_APP_ID", "is not set", "environment"),
    Fault("port", sets(PORT="70000"), "PORT", "PORT is not valid", "environment"),
    Fault(
        "misspelt",
        lambda world: world.environment.update(
            BOT_SERVICE_HOST=world.environment.pop("BOT_SERVICE_HOSTS")
        ),
        "BOT_SERVICE_HOSTS",
        "BOT_SERVICE_HOST is no setting; BOT_SERVICE_HOSTS was meant?",
        "environment",
    ),
    Fault(
        "no credential",
        sets(BOT_APP_PASSWORD=""),
        "BOT_APP_PASSWORD",
        "are both not set",
        "environment",
    ),
    Fault("sender", sets(MAIL_SENDER="nobody"), "MAIL_SENDER", "is not valid", "environment"),
    Fault(
        "database address",
        sets(DATABASE_URL=f"postgresql+asyncpg://bot:{SECRET}/bot"),
        "DATABASE_URL",
        "is not valid",
        "environment",
    ),
    Fault(
        "vault",
        sets(DATABASE_URL="@Microsoft.KeyVault(SecretUri=https://vault.example.org/secrets/url)"),
        "DATABASE_URL",
        "is still a reference to a vault",
        "Key Vault Secrets User",
    ),
    Fault(
        "vault of the secret",
        sets(BOT_APP_PASSWORD="@Microsoft.KeyVault(VaultName=example;SecretName=secret)"),
        "BOT_APP_PASSWORD",
        "is still a reference to a vault",
        "lets the host's network in",
    ),
    Fault(
        "any secret",
        sets(BOT_APP_PASSWORD="another invented one"),
        "graph.token",
        "does not take the bot's credential (invalid_client)",
        "client secret",
    ),
    Fault("wrong secret", entra_says(7000215), "graph.token", "is no client secret", "not its id"),
    Fault("old secret", entra_says(7000222), "graph.token", "has expired", "new client secret"),
    Fault("no tenant", entra_says(90002), "graph.token", "no organisation", "directory id"),
    Fault("a copy", entra_says(7000229), "graph.token", "no enterprise application", "Make one"),
    Fault("disabled", entra_says(7000112), "graph.token", "is disabled", "sign in again"),
    Fault("policy", entra_says(53003), "graph.token", "Conditional Access", "except the bot"),
    Fault(
        "strange certificate",
        entra_says(700027),
        "graph.token",
        "is not one of this application's",
        "Upload its public part",
    ),
    Fault("other time", entra_says(700024), "graph.token", "finds the time", "time service"),
    Fault("no app", entra_says(700016), "graph.token", "There is no application", "Compare both"),
    Fault("other cloud", entra_says(500011), "graph.token", "does not know", "GRAPH_BASE_URL"),
    Fault(
        "another reason",
        lambda world: world.entra.answers_next(400, error="interaction_required"),
        "graph.token",
        "refuses the bot, and not just now (interaction_required)",
        "sign-ins",
    ),
    Fault(
        "other tenant",
        sets(BOT_TENANT_ID="5f0c1d0e-6a53-4f1b-9a41-0d3c2b1a0002"),
        "entra.reach",
        "does not know the organisation BOT_TENANT_ID",
        "directory id",
    ),
    Fault(
        "no Entra",
        silent_entra,
        "entra.reach",
        "gave no answer",
        "firewall",
        frozenset({"channel.reach"}),
    ),
    Fault(
        "certificate ended",
        certificate(begins=-9, ends=-1),
        "certificate",
        "ended on",
        "new certificate",
    ),
    Fault(
        "certificate to come",
        certificate(begins=1),
        "certificate",
        "is not valid yet",
        "new certificate",
    ),
    Fault(
        "another key",
        certificate(own_key=False),
        "certificate",
        "belongs to another key",
        "one PEM file",
    ),
    Fault(
        "no Graph",
        unplugged_graph,
        "graph.reach",
        "Microsoft Graph at GRAPH_BASE_URL takes no connection",
        "HTTPS_PROXY does not count here",
    ),
    Fault(
        "no such name",
        sets(GRAPH_BASE_URL=f"https://{NO_NAME}/v1.0"),
        "graph.reach",
        "The host name of Microsoft Graph at GRAPH_BASE_URL is not known here.",
        "DNS",
    ),
    Fault("not Graph", entra_for_graph, "graph.reach", "is not Microsoft Graph", "/v1.0"),
    Fault("busy", answers("search", "unavailable"), "directory.person", "just now", "Run doctor"),
    Fault(
        "no directory",
        lacks("User.Read.All"),
        "directory.person",
        "User.Read.All is not granted",
        "permission User.Read.All, with admin consent",
    ),
    Fault(
        "only basics",
        holds("User.ReadBasic.All", instead_of="User.Read.All"),
        "directory.leader",
        "User.Read.All is not granted",
        "permission User.Read.All, with admin consent",
    ),
    Fault("no mailbox", no_mailbox, "mail.mailbox", "There is no mailbox", "Exchange Online"),
    Fault(
        "no mail",
        lacks("Mail.ReadWrite"),
        "mail.mailbox",
        "Application Mail.ReadWrite is not granted, or not for this (ErrorAccessDenied)",
        '"Application Mail.ReadWrite"',
    ),
    Fault(
        "only reading",
        holds("Mail.Read", instead_of="Mail.ReadWrite"),
        "mail.draft",
        "Application Mail.ReadWrite is not granted",
        '"Application Mail.ReadWrite"',
    ),
    Fault(
        "no sending",
        lacks("Mail.Send"),
        "mail.send",
        "Application Mail.Send is not granted",
        'the Exchange role "Application Mail.Send"',
    ),
    Fault("not found", forgotten_key, "mail.find", "not found by its mark", "Exchange Online"),
    Fault("stays", answers("delete", "other_mailbox"), "mail.delete", "draft stays", "by hand"),
    Fault(
        "every mailbox",
        tenant_wide_mail,
        "mail.scope.read",
        "may read SECURITY_MAILBOX: its grant is not scoped",
        "Remove Mail.*",
        frozenset({"mail.scope.send"}),
    ),
    Fault(
        "one mailbox",
        sets(SECURITY_MAILBOX=SENDER),
        "mail.apart",
        "are one mailbox",
        "mailbox of its own",
    ),
    Fault(
        "misspelt recipient",
        sets(SECURITY_MAILBOX="securitypriorityevnt@example.org"),
        "mail.recipient",
        "Exchange does not know SECURITY_MAILBOX (ErrorInvalidRecipients)",
        "Correct SECURITY_MAILBOX",
    ),
    Fault(
        "recipient with any error",
        recipient(error="SomethingThatNobodyKnows"),
        "mail.recipient",
        "Exchange does not know SECURITY_MAILBOX (SomethingThatNobodyKnows)",
        "Correct SECURITY_MAILBOX",
    ),
    Fault(
        "full recipient",
        recipient(is_full=True),
        "mail.recipient",
        "SECURITY_MAILBOX is full",
        "emptied",
    ),
    Fault(
        "restricted recipient",
        recipient(is_restricted=True),
        "mail.recipient",
        "takes no mail from MAIL_SENDER",
        "accept messages from MAIL_SENDER",
    ),
    Fault(
        "moderated recipient",
        recipient(is_moderated=True),
        "mail.recipient",
        "waits until a moderator",
        "bypass the moderation",
    ),
    Fault(
        "token refused",
        answers("person", "token_refused"),
        "graph.access",
        "does not take the bot's token",
        "of one cloud",
    ),
    Fault(
        "proxy", answers("create", "too_large"), "mail.draft", "not expected (413", "GRAPH_BASE_URL"
    ),
    Fault("other file", other_file, "database.open", "is not a database", "file of the bot's own"),
    Fault("no folder", file_for_a_folder, "database.open", "Not a directory", "folder"),
    Fault("clock", clock_ahead(minutes=-10), "clock", "seconds behind", "time service"),
    Fault(
        "far future",
        clock_ahead(days=200 * 365),
        "holidays",
        "are not known",
        "package holidays",
        frozenset({"clock"}),
    ),
    Fault("content", broken_content, "content", "scenario > base", "app.py check"),
    Fault("no keys", unreachable_keys, "channel.keys", "status 503", "127.0.0.1"),
    Fault(
        "useless keys",
        useless_keys,
        "channel.keys",
        "are not the keys that Teams signs with (status 200)",
        "proxy",
    ),
    Fault(
        "no channel",
        sets(BOT_SERVICE_HOSTS=NO_NAME),
        "channel.reach",
        f"The host name of {NO_NAME}, of BOT_SERVICE_HOSTS, is not known",
        "DNS",
    ),
    Fault("host", sets(HOST="192.0.2.1"), "listen", "no address of this host", "an address it has"),
)
NOTABLE = (
    Fault("soon", certificate(ends=20), "certificate", "ends in", "new certificate"),
    Fault("clock", clock_ahead(minutes=2), "clock", "seconds ahead of", "time service"),
    Fault(
        "away",
        lambda world: world.graph.answers_next("tips", NAMED["other_mailbox"], times=2),
        "mail.away",
        "The bot cannot see who is away",
        "MailTips.ReadBasic.All, with admin consent",
    ),
    Fault(
        "nobody",
        lambda world: world.graph.people.__delitem__(slice(0, 2)),
        "directory.person",
        "Nobody was found",
        "in Entra",
    ),
    Fault(
        "no leaders",
        lambda world: world.graph.people.remove(AROHA),
        "directory.leader",
        "Nobody was found who has a manager",
        "their managers are in Entra",
    ),
    Fault(
        "security elsewhere",
        sets(SECURITY_MAILBOX="duty@elsewhere.example.com"),
        "mail.scope.read",
        "there is no mailbox SECURITY_MAILBOX",
        "spelling",
    ),
    Fault(
        "security outside",
        sets(SECURITY_MAILBOX="duty@elsewhere.example.com"),
        "mail.recipient",
        "leaves the organisation",
        "is meant to",
    ),
    Fault(
        "no tips",
        lambda world: world.graph.answers_next("tips", NAMED["other_mailbox"], times=2),
        "mail.recipient",
        "is not proved",
        "MailTips.ReadBasic.All, with admin consent",
    ),
)

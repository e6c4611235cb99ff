"""Every dialog of the bot."""

from botbuilder.dialogs import DialogSet

from dialogs.report.prompts import FormPrompt, QuestionPrompt
from dialogs.report.stages import (
    FormDialog,
    GuidanceDialog,
    PreviewDialog,
    SafetyDialog,
    TellDialog,
    TriageDialog,
)


def all_dialogs() -> DialogSet:
    """Each under its id. Ids are kept in chats: never rename or reuse one."""
    # It wants somewhere to keep positions; ours come and go with each turn.
    dialogs = DialogSet(object())
    stages = (
        SafetyDialog(),
        TriageDialog(),
        GuidanceDialog(),
        FormDialog(),
        TellDialog(),
        PreviewDialog(),
    )
    for dialog in (QuestionPrompt("question"), FormPrompt("form_page"), *stages):
        dialogs.add(dialog)
    return dialogs

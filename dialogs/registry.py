"""Every dialog of the bot."""

from botbuilder.dialogs import DialogSet

from dialogs.report.stages import (
    FormDialog,
    FormPrompt,
    GuidanceDialog,
    PreviewDialog,
    QuestionPrompt,
    SafetyDialog,
    TellDialog,
    TriageDialog,
)


def all_dialogs() -> DialogSet:
    """Ids are stored with each conversation: never rename or reuse one."""
    # DialogSet requires a property for its state; DialogRunner loads and saves the stack itself.
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

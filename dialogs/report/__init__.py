"""The dialogs of a report in the making: stages, prompts and their cards."""

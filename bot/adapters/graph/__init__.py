"""Microsoft Graph: mail from the bot's mailbox, the directory, and installing the app."""

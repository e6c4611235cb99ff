"""Microsoft Graph: our token, mail from the one mailbox, and who leads whom."""

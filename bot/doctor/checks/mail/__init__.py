"""Mail: the sending mailbox, its scope, Security's mailbox, and a test mail between both."""

"""By side: mail, Microsoft, this host. Each module says what is proved, how, and the cure."""

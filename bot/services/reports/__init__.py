"""Use cases of a report: submit, decide, send now, withdraw, add; and the tasks that follow."""

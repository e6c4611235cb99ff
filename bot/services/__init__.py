"""Use cases, mails, and the worker with its handlers of due tasks."""

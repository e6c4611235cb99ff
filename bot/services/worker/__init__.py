"""The worker: takes due tasks, attempts them, retries them, and raises alarms."""

"""What is true without any computer: scenarios, triage, reports, escalations, refusals."""

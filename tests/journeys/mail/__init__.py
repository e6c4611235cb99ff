"""Emails that fail, come back or wait for Microsoft Graph."""

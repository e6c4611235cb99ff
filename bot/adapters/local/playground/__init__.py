"""Two Microsoft 365 Agents Playgrounds connected to the local bot.

https://learn.microsoft.com/microsoft-365/agents-sdk/test-with-toolkit-project
"""

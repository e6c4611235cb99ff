"""A letter to send through a strict Graph, and who else has a mailbox there."""

from bot.ports import Letter
from tests.stand_ins.graph import Human

LETTER = Letter(
    key="R-7K2M:security",
    reference="R-7K2M",
    to="security@example.org",
    subject="URGENT: Online harm report R-7K2M",
    text="Kia ora",
    html="<p>Kia ora Kāinga Ora</p>",
    is_urgent=True,
)
BYSTANDER = Human("0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0003", "Ari Example", "ari@example.org")

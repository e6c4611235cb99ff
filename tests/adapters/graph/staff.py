"""Invented staff of the directory."""

from tests.stand_ins.graph import Human

ID = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c00{:02}".format
LEA = Human(ID(2), "Lea Example", "lea@example.org", ID(3))
MANU = Human(ID(3), "Manu Example", "manu@example.org")
ARI = Human(ID(1), "Ari Example", "ari@example.org", ID(2))
TAMATI = Human(ID(4), "Tāmati O'Example", "tamati.o'example@example.org", away=True)

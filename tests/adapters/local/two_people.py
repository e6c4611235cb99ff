"""A people file of two: the first is led by the second."""

ONE = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0001"
TWO = "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0002"
GOOD = f"""
[[person]]
id = "{ONE}"
name = "Aroha Example"
email = "aroha@example.org"
leader = "{TWO}"

[[person]]
id = "{TWO}"
name = "Tāmati Example"
"""

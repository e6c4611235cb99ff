"""A report's reference as people write it down, and as it is kept."""

HOW_IT_LOOKS = (
    "A reference has eight letters and digits, such as 7KQ2-M9TX, and none of 0, 1, I, L, O and U; "
    "it stands in the subject of the mail. Of a report that was deleted nothing is left."
)
_LENGTH = 8


def as_kept(typed: str) -> str:
    """In capitals and in two groups, whatever stands between them; else just as it was typed."""
    signs = "".join(sign for sign in typed if sign.isalnum()).upper()
    if len(signs) != _LENGTH:
        return typed.strip().upper()
    return f"{signs[: _LENGTH // 2]}-{signs[_LENGTH // 2 :]}"

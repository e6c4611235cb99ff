"""The small words that people type, as the content lists them."""

from bot.content import Content
from bot.domain.typed.yes_no import YesNoPhrases, is_one_of


def says(content: Content, text: str, words: str) -> bool:
    """Whether the text is one of the phrases of this list, with nothing beside but courtesy."""
    listed, polite = content.texts(f"words.{words}"), content.texts("words.polite")
    return is_one_of(text, listed, beside=polite)


def spoken(content: Content) -> YesNoPhrases:
    """Yes and no."""
    texts = content.texts
    return YesNoPhrases(yes=texts("words.yes"), no=texts("words.no"), beside=texts("words.beside"))

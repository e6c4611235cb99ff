"""The content folder as it lies on the disk."""

from hashlib import sha256
from pathlib import Path

from bot.content.loading.complaints import Place, did_you_mean

_KINDS = (".toml", ".md", ".j2")


class Files:
    """Every content file, read once, and which of them were asked for."""

    def __init__(self, folder: Path) -> None:
        found = (path for path in sorted(folder.rglob("*")) if path.suffix in _KINDS)
        self._bytes = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in found
            if not path.name.startswith(".") and path.is_file()
        }
        self._asked: set[str] = set()

    @property
    def version(self) -> str:
        """Changes when any file is changed, added, renamed or removed."""
        summed = sha256()
        for name, content in sorted(self._bytes.items()):
            summed.update(f"{name}\0{len(content)}\0".encode())
            summed.update(content)
        return summed.hexdigest()[:12]

    def text(self, place: Place) -> str | None:
        """A file's text; None, with a complaint, if it is not there or cannot be read."""
        self._asked.add(place.file)
        if place.file not in self._bytes:
            place.complaints.append(f"{place.file} is missing")
            return None
        try:
            # Windows editors put a mark at the start of a file and end lines in two characters.
            text = self._bytes[place.file].decode("utf-8-sig")
        except UnicodeDecodeError:
            place.refuse("must be saved as UTF-8 text")
            return None
        return text.replace("\r\n", "\n")

    def folders_in(self, folder: str) -> list[str]:
        """The folders directly inside one folder, in alphabetical order."""
        parts = (name.split("/") for name in self._bytes)
        return sorted({part[1] for part in parts if part[0] == folder and len(part) > 2})

    def refuse_the_rest(self, complaints: list[str]) -> None:
        """Complains of files that nothing has asked for: most likely a slip in a name."""
        for name in sorted(set(self._bytes) - self._asked):
            hint = did_you_mean(name, self._asked)
            Place(name, complaints).refuse(f"no file of this name is used{hint}")

"""Checks the icons of the Teams app: size and colours, read from the PNG."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6
_WHITE = (255, 255, 255)
_INCOMPLETE = "is not a whole PNG"


@dataclass(frozen=True)
class Png:
    """The header of a PNG and its rows, still filtered. `of` raises ValueError for other bytes."""

    width: int
    height: int
    depth: int
    colour_type: int
    interlace: int
    rows: bytes

    @classmethod
    def of(cls, data: bytes) -> "Png":
        """The picture in these bytes."""
        if not data.startswith(_SIGNATURE):
            raise ValueError("is not a PNG")
        try:
            chunks = list(_chunks(data))
            header = struct.unpack(">IIBBBBB", dict(chunks)[b"IHDR"])
            rows = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
        except (struct.error, KeyError, zlib.error) as error:
            raise ValueError(_INCOMPLETE) from error
        width, height, depth, colour_type, _, _, interlace = header
        return cls(width, height, depth, colour_type, interlace, rows)

    def pixels(self) -> Iterator[tuple[int, ...]]:
        """Red, green, blue and alpha of every pixel; for 8-bit RGBA without interlacing only."""
        stride = self.width * 4
        if len(self.rows) != self.height * (stride + 1):
            raise ValueError(_INCOMPLETE)
        above = bytes(stride)
        for start in range(0, self.height * (stride + 1), stride + 1):
            row = self.rows[start + 1 : start + 1 + stride]
            above = _unfiltered(self.rows[start], row, above)
            yield from (tuple(above[at : at + 4]) for at in range(0, stride, 4))


def icon_faults(data: bytes, side: int, *, white_only: bool = False) -> Iterator[str]:
    """Why these bytes are not a square icon of this side; `white_only`: on a transparent ground.

    https://learn.microsoft.com/en-us/microsoft-365/extensibility/schema/root-icons
    """
    try:
        png = Png.of(data)
        if (png.width, png.height) != (side, side):
            yield f"is {png.width} x {png.height} pixels instead of {side} x {side}"
        if white_only:
            yield from _colour_faults(png)
    except ValueError as error:
        yield str(error)


def _colour_faults(png: Png) -> Iterator[str]:
    if (png.depth, png.colour_type, png.interlace) != (8, _RGBA, 0):
        yield "is not saved as 8-bit RGBA without interlacing"
    else:
        pixels = set(png.pixels())
        if any(pixel[:3] != _WHITE for pixel in pixels if pixel[3]):
            yield "has a colour besides white"
        if not any(pixel[3] for pixel in pixels):
            yield "is empty"
        if all(pixel[3] for pixel in pixels):
            yield "has no transparent ground"


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    out = bytearray()
    for at, byte in enumerate(row):
        left, corner = (out[at - 4], above[at - 4]) if at >= 4 else (0, 0)
        out.append((byte + _predicted(kind, left, above[at], corner)) & 0xFF)
    return bytes(out)


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind > 4:
        raise ValueError(_INCOMPLETE)
    slope = left + up - corner
    paeth = min((left, up, corner), key=lambda near: abs(slope - near))
    return (0, left, up, (left + up) // 2, paeth)[kind]

"""Icons are judged by what is in the PNG, not by its name."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bot.packaging.icons import Png, icon_faults

MANIFEST = Path(__file__).parents[2] / "manifest"
CLEAR = (255, 255, 255, 0)
WHITE = (255, 255, 255, 255)
GREEN = (36, 84, 92, 255)


def png(
    mode: str = "RGBA", side: int = 32, *, ground: object = CLEAR, ink: object = WHITE
) -> bytes:
    image = Image.new(mode, (side, side), ground)  # type: ignore[arg-type]
    ImageDraw.Draw(image).line((4, 4, side - 4, side - 8), fill=ink, width=3)  # type: ignore[arg-type]
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def filtered_png(kind: int, *, height: int = 32) -> bytes:
    """Thirty-two rows of many colours; all but the first use one of PNG's filters."""
    row = bytes(step * 37 % 256 for step in range(32 * 4))
    rows = bytes([0]) + row + (bytes([kind]) + row) * 31
    header = struct.pack(">IIBBBBB", 32, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def test_the_shipped_icons_are_what_teams_asks_for() -> None:
    colour, outline = (MANIFEST / name for name in ("color.png", "outline.png"))

    assert list(icon_faults(colour.read_bytes(), 192)) == []
    assert list(icon_faults(outline.read_bytes(), 32, white_only=True)) == []


def test_pixels_are_read_as_an_imaging_library_reads_them() -> None:
    data = (MANIFEST / "outline.png").read_bytes()

    with Image.open(BytesIO(data)) as image:
        assert list(Png.of(data).pixels()) == list(image.convert("RGBA").get_flattened_data())


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4])
def test_every_row_filter_is_undone(kind: int) -> None:
    data = filtered_png(kind)

    with Image.open(BytesIO(data)) as image:
        assert list(Png.of(data).pixels()) == list(image.get_flattened_data())


def test_a_picture_with_fewer_rows_than_it_says_is_refused() -> None:
    wrong = list(icon_faults(filtered_png(0, height=33), 32, white_only=True))

    assert wrong == ["is 32 x 33 pixels instead of 32 x 32", "is not a whole PNG"]


def test_a_row_filter_that_png_does_not_have_is_refused() -> None:
    assert list(icon_faults(filtered_png(5), 32, white_only=True)) == ["is not a whole PNG"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png(side=48), "is 48 x 48 pixels instead of 32 x 32"),
        (png(ink=GREEN), "has a colour besides white"),
        (png(ink=CLEAR), "is empty"),
        (png(ground=WHITE), "has no transparent ground"),
        (png("L", ground=0, ink=255), "is not saved as 8-bit RGBA without interlacing"),
        (b"", "is not a PNG"),
        (b"GIF89a", "is not a PNG"),
        (png()[:60], "is not a whole PNG"),
        (png()[:10], "is not a whole PNG"),
    ],
)
def test_an_outline_is_white_on_a_transparent_ground(data: bytes, reason: str) -> None:
    assert list(icon_faults(png(), 32, white_only=True)) == []

    assert list(icon_faults(data, 32, white_only=True)) == [reason]


def test_a_colour_icon_may_have_any_colour_but_only_its_size() -> None:
    assert list(icon_faults(png("RGB", 192, ground=GREEN[:3], ink=WHITE[:3]), 192)) == []

    wrong = list(icon_faults(png("RGB", 64, ground=GREEN[:3], ink=WHITE[:3]), 192))

    assert wrong == ["is 64 x 64 pixels instead of 192 x 192"]

"""The console: typed lines one by one, with the loop free meanwhile."""

import asyncio
import io
import os

import pytest

from bot.adapters.local.terminal.console import say, typed_lines


async def test_lines_come_from_a_pipe_until_it_ends() -> None:
    reader, writer = os.pipe()
    os.write(writer, "Tēnā koe\r\nlast".encode())
    os.close(writer)

    with open(reader, encoding="utf-8") as stream:  # noqa: ASYNC230 - the pipe is what is tested
        lines = [line async for line in typed_lines(stream)]

    assert lines == ["Tēnā koe", "last"]


async def test_the_loop_runs_on_while_nobody_types() -> None:
    reader, writer = os.pipe()
    stream = open(reader, encoding="utf-8")  # noqa: ASYNC230, SIM115 - closed below
    lines = typed_lines(stream)

    waiting = asyncio.ensure_future(anext(lines))
    await asyncio.sleep(0.01)
    os.write(writer, b"hello\n")

    assert await waiting == "hello"
    os.close(writer)
    assert [line async for line in lines] == []
    stream.close()


async def test_a_closed_stream_ends_quietly() -> None:
    stream = io.StringIO("hello\n")

    lines = typed_lines(stream)

    assert [line async for line in lines] == ["hello"]


def test_a_line_is_shown_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    say("Kia ora")

    assert capsys.readouterr().out == "Kia ora\n"

"""The media endpoint: what servers of all kinds answer, and when."""

from __future__ import annotations

import pytest

from mbtui.api import Client, KeptMedia, Refused, ServiceUnavailable
from tests.api.scripted import answers, scripted

PNG = "https://e.example/1.png"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            [{"url": "https://e.example/1.png", "width": 60, "height": "40"}],
            [KeptMedia("https://e.example/1.png", 60, 40)],
        ),
        ([{"url": ["https://e.example/1.png"]}, None, {}, {"url": ""}, 5], [KeptMedia("https://e.example/1.png")]),
        ([{"properties": {"url": ["https://e.example/1.png"]}}], [KeptMedia("https://e.example/1.png")]),
        ([], []),
    ],
)
async def test_files_are_listed_in_all_shapes(items: list[object], expected: list[KeptMedia]) -> None:
    """Addresses in arrays, in `properties`, and entries that are none."""
    async with scripted(answers(200, {}), answers(200, {"items": items})) as server, Client("T", server.url) as client:
        assert list(await client.media.kept()) == expected
        assert server.asked[1].target == "/micropub/media?q=source"


async def test_a_server_that_never_lists_refuses_and_one_in_trouble_does_not() -> None:
    """501 is for good; what comes of 503 is not known yet."""
    for status, error in ((501, Refused), (503, ServiceUnavailable)):
        async with scripted(answers(200, {}), answers(status, "")) as server, Client("T", server.url) as client:
            with pytest.raises(error):
                await client.media.kept()

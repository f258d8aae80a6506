"""Pictures as nobody should send them: each costs a sentence, and neither memory nor a key."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mbtui.api import Origin
from mbtui.demo import DemoServer
from mbtui.pictures.picture import PictureError
from mbtui.pictures.service import PictureService
from tests.pictures.demo_process import demo_process
from tests.pictures.measured import decoder_process, measured, peak_mib

MOST_MIB = 60.0
"""By which mbtui and its decoder may each grow."""

SENTENCES = {
    "picture-bomb": "more than 50 million pixels",
    "picture-huge": "more than 20 MiB",
    "picture-svg": "drawing in SVG",
    "picture-page": "a page instead of a picture",
    "picture-redirect=https://127.0.0.1:9/secret.png": "not on the internet",
    "picture-redirect=https://localhost/secret.png": "not on the internet",
    "picture-redirect=http://127.0.0.1:9/secret.png": "redirects to 127.0.0.1:9 without encryption",
    "picture-redirect=file:///etc/passwd": "Only http and https",
    "picture-redirect=/pictures/again.png": "redirects more than 3 times",
    "not-found@/p": "has no such file",
    "error-500@/p": "has trouble answering",
    "cut-off@/p": "broke before the answer was complete",
    "offline@/p": "broke before the answer was complete",
}
"""By fault, what is said."""


SHOWN = {"picture-cut": "ends early", "picture-frames": ""}
"""By fault, what is said beside the picture."""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")
async def test_bad_pictures_cost_a_sentence(tmp_path: Path) -> None:
    """Each is refused, or shown with a sentence; the loop turns meanwhile, and afterwards good ones are drawn."""
    async with demo_process() as server:
        origin = str(server.base_url).rstrip("/")
        service = PictureService(tmp_path / "pictures", lambda: Origin.parse(origin))
        assert (await service.picture(f"{origin}/pictures/estuary.jpg", 200, 200)).width == 200
        child = decoder_process()
        assert child
        child_before = peak_mib(child)
        for number, (fault, words) in enumerate((SENTENCES | SHOWN).items()):
            (await server.post("/demo/faults", data={"fault": fault})).raise_for_status()
            with measured() as cost:
                try:
                    picture = await service.picture(f"{origin}/pictures/bad-{number}.jpg", 400, 400)
                except PictureError as error:
                    assert fault in SENTENCES
                    assert words in str(error)
                    assert str(error).endswith(".")
                else:
                    assert fault in SHOWN, fault
                    assert words in picture.notice
                    assert picture.is_animated is (fault == "picture-frames")
            assert cost.rounds >= (10 if fault == "picture-huge" else 2), fault
            assert cost.most_mib < MOST_MIB, fault
            await server.delete("/demo/faults")
        assert (await service.picture(f"{origin}/pictures/loaften.jpg", 200, 200)).width == 200
        assert decoder_process() == child
        assert peak_mib(child) - child_before < MOST_MIB
        await service.close()
        assert decoder_process() is None


async def test_a_server_that_drips_is_given_up(
    demo: DemoServer, service: PictureService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However little there is between two bytes."""
    monkeypatch.setattr("mbtui.pictures.service.SECONDS", 0.3)
    with demo.fault("picture-drip", 0.01), pytest.raises(PictureError, match=r"did not arrive within 0\.3 seconds"):
        await service.picture(f"{demo.url}/pictures/estuary.jpg", 200, 200)


async def test_an_address_with_http_says_why_it_is_not_shown(demo: DemoServer, service: PictureService) -> None:
    """Where there is no copy, it was asked for with encryption, which its host does not have."""
    words = "begins with http, and mbtui asks for pictures with encryption only"
    with demo.fault("not-found", path="/photos/"):
        for url in ("http://pictures.invalid/a.jpg", "http://pictures.example:8080/a.jpg"):
            with pytest.raises(PictureError, match=words):
                await service.picture(url, 50, 50)

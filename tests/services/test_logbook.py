"""The log file."""

from __future__ import annotations

import logging
from pathlib import Path

from mbtui.api import Feed
from mbtui.services.logbook import end_log, keep_log


def test_a_skipped_entry_is_logged_by_its_id_alone(tmp_path: Path) -> None:
    """The file is made when there is something to write; it holds the id and no words."""
    path = tmp_path / "state" / "mbtui.log"
    handler = keep_log(path)
    assert handler is not None
    try:
        assert not path.exists()
        feed = Feed.from_json({"items": [{"id": "?", "content_html": "secret words"}]})
        assert feed.skipped == 1
        assert "its id is '?'" in path.read_text()
        assert "secret" not in path.read_text()
    finally:
        end_log(handler)
    logging.getLogger("mbtui.api").warning("Later.")
    assert "Later." not in path.read_text()


def test_no_log_is_no_failure(tmp_path: Path) -> None:
    """Where no folder can be made there is no log, and nothing else happens."""
    (tmp_path / "state").write_text("in the way")
    assert keep_log(tmp_path / "state" / "mbtui.log") is None

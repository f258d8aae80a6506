"""What mbtui keeps: saved posts, the reader's place, drafts and what waits to be sent.

SQLite through the standard library. Queries are functions `f(connection, …)` in `timelines`, `places`,
`writing` and their neighbors; `Store` gives them a connection off the event loop. Knows neither the
network nor the terminal.
"""

from mbtui.store.errors import DiskFull, Locked, NotWritable, StoreError, TooNew
from mbtui.store.posts import SavedPost
from mbtui.store.store import Store

__all__ = ["DiskFull", "Locked", "NotWritable", "SavedPost", "Store", "StoreError", "TooNew"]

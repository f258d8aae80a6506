"""The schema of cache.sqlite3, step by step. A step that has been released is never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mbtui.store.migrations import Migration


def m001_initial(connection: sqlite3.Connection) -> None:
    """Make the tables of the first version.

    `entries` says which rows stand in which timeline. Its key is the order on the screen, so that a
    timeline of any length is read by walking one index: `below` is 0 for a post, and -gap_id for the gap
    row that stands directly under the post `id`. Times are Unix seconds.
    """
    for statement in (
        """
        CREATE TABLE authors (
            id INTEGER PRIMARY KEY,
            username TEXT NOT NULL,
            name TEXT NOT NULL,
            url TEXT NOT NULL,
            avatar_url TEXT NOT NULL,
            posted_at REAL NOT NULL,
            UNIQUE (username, name, url, avatar_url)
        )
        """,
        "CREATE INDEX authors_by_username ON authors (username COLLATE NOCASE)",
        "CREATE INDEX authors_by_name ON authors (name COLLATE NOCASE)",
        """
        CREATE TABLE posts (
            id INTEGER PRIMARY KEY,
            author_id INTEGER NOT NULL REFERENCES authors,
            published_at REAL NOT NULL,
            is_favorite INTEGER NOT NULL,
            is_deletable INTEGER NOT NULL,
            is_conversation INTEGER NOT NULL,
            is_mention INTEGER NOT NULL,
            is_linkpost INTEGER NOT NULL,
            is_deleted INTEGER NOT NULL DEFAULT 0,
            pending_favorite INTEGER,
            pending_delete INTEGER,
            reply_to_id INTEGER,
            favorited_at REAL,
            document_version INTEGER NOT NULL,
            date_relative TEXT NOT NULL,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            document BLOB NOT NULL,
            content_html BLOB NOT NULL,
            extra BLOB
        )
        """,
        # Only what waits is in it, so it costs nothing a post.
        "CREATE INDEX posts_pending ON posts (id) WHERE pending_favorite IS NOT NULL OR pending_delete IS NOT NULL",
        # Counting a million rows reads half the file.
        "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
        "INSERT INTO counters VALUES ('posts', 0)",
        """
        CREATE TRIGGER posts_added AFTER INSERT ON posts BEGIN
            UPDATE counters SET value = value + 1 WHERE name = 'posts';
        END
        """,
        """
        CREATE TRIGGER posts_removed AFTER DELETE ON posts BEGIN
            UPDATE counters SET value = value - 1 WHERE name = 'posts';
        END
        """,
        """
        CREATE TABLE timelines (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            is_complete INTEGER NOT NULL DEFAULT 0
        )
        """,
        """
        CREATE TABLE entries (
            timeline_id INTEGER NOT NULL REFERENCES timelines,
            sorted_at REAL NOT NULL,
            id INTEGER NOT NULL,
            below INTEGER NOT NULL,
            PRIMARY KEY (timeline_id, sorted_at, id, below)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX entries_by_post ON entries (id, timeline_id)",
        """
        CREATE TABLE gaps (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            timeline_id INTEGER NOT NULL REFERENCES timelines,
            upper_at REAL NOT NULL,
            upper_id INTEGER NOT NULL,
            lower_at REAL NOT NULL,
            lower_id INTEGER NOT NULL
        )
        """,
        "CREATE INDEX gaps_by_timeline ON gaps (timeline_id)",
        # Contentless: the words are in the posts already. Entries are taken out by repeating their words.
        """
        CREATE VIRTUAL TABLE words USING fts5 (
            author, body, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2'
        )
        """,
        """
        CREATE TABLE read_positions (
            channel TEXT PRIMARY KEY,
            post_id INTEGER NOT NULL,
            published_at REAL NOT NULL,
            marked_at REAL NOT NULL,
            is_posted INTEGER NOT NULL
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE places (
            timeline TEXT PRIMARY KEY,
            highlighted_id INTEGER NOT NULL,
            sorted_at REAL NOT NULL,
            screen_row INTEGER NOT NULL,
            line INTEGER NOT NULL
        ) WITHOUT ROWID
        """,
        "CREATE TABLE remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """
        CREATE TABLE mutes (
            id INTEGER PRIMARY KEY,
            username TEXT NOT NULL,
            keyword TEXT NOT NULL,
            domain TEXT NOT NULL,
            is_hiding_other_replies INTEGER NOT NULL,
            is_pending INTEGER NOT NULL DEFAULT 0
        )
        """,
        """
        CREATE TABLE follows (
            username TEXT PRIMARY KEY COLLATE NOCASE,
            is_following INTEGER,
            pending INTEGER
        ) WITHOUT ROWID
        """,
    ):
        connection.execute(statement)


def m002_tags(connection: sqlite3.Connection) -> None:
    """Keep the tags of bookmarks where the list reads them, with commas between, and those that wait to be sent."""
    connection.execute("ALTER TABLE posts ADD COLUMN tags TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE posts ADD COLUMN pending_tags TEXT")
    connection.execute("CREATE INDEX posts_pending_tags ON posts (id) WHERE pending_tags IS NOT NULL")
    # What is in no list of bookmarks gets its tags from the next page that has them.
    connection.execute(
        """
        UPDATE posts SET tags = coalesce(
            (SELECT group_concat(value, ', ') FROM json_each(CAST(extra AS TEXT), '$.tags')), ''
        )
        WHERE json_valid(CAST(extra AS TEXT)) AND id IN (
            SELECT entries.id FROM entries JOIN timelines ON timelines.id = timeline_id
            WHERE timelines.name = 'bookmarks' AND below = 0
        )
        """
    )


STEPS: Sequence[Migration] = (m001_initial, m002_tags)

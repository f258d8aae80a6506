"""Pictures that others put into their posts: where they lie, fetched within limits, kept for a while, decoded."""

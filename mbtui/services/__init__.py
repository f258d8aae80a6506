"""What the program does, with no terminal in sight: the session, timelines, polling, read positions, drafts."""

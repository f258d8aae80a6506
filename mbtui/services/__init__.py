"""What the program does, with no terminal in sight: accounts, timelines, polling, the outbox."""

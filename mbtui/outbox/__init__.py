"""What was written and waits for Micro.blog: queue, sender, and what each kind of write does. Knows no terminal."""

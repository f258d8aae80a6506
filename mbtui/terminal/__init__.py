"""The terminal at the other end: what is written to it, and all that touches private names of Textual and Rich."""

"""A user's own questions against the library: what was expected, what came, and the figures of it."""

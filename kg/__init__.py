"""The graph of guidance: kinds, relations, extraction, linking, and what is asked of it."""

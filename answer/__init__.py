"""The library folder, building it, searching it, answering, evaluating, and the command line."""

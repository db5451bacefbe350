"""The verbs, by subject."""

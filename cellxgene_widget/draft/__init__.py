"""A draft on disk: where it is, its journal, its CSV and versions, and who may write it."""

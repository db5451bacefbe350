"""How programs write into a table of text that there is nothing."""

#: ``astype(str)`` makes ``nan`` and ``None`` of what is missing; R writes ``NA``, pandas ``<NA>``.
MISSING_WORDS = frozenset({"", "NA", "nan", "NaN", "None", "<NA>"})

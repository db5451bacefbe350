"""The page for a colleague: the view in one file, without a kernel and without a network."""

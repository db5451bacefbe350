"""The review of labels: which cells to look at next, why, and what becomes of them."""

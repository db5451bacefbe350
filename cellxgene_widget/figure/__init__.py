"""Arrays in, a matplotlib Figure out, in the look of the view; no pyplot, and no change of matplotlib's settings."""

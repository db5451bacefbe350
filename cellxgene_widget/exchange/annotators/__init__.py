"""Who labelled the same cells: drafts, columns, categories, Series and answers in one shape; how far they agree."""

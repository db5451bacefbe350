"""Categories and labels in memory: edits with their inverses, history, three-way merge."""

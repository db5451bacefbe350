"""Cell sets, names, palettes and files: what knows nothing of the rest."""

"""Which cells are meant: recipes, filters, polygons, and the way back."""

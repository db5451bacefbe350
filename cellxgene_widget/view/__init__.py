"""The kernel's side of a page: what it is told, and what it may ask for."""

"""Regions on tissue: labels with an outline, their geometry, and the edits that keep them."""

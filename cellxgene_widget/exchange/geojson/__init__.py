"""Outlines of regions in files of others: GeoJSON as QuPath and we write it, the CSV of Xenium Explorer."""

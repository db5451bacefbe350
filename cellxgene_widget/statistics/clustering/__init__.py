"""Clusters of a part of the cells: scanpy's own functions, in a process that can be ended at any moment."""

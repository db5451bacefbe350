"""Predictions of tools, read: their labels and scores by cell, whatever they are called there."""

"""Answers to requests, by subject."""

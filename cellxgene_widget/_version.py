"""The version: read by the build, the drafts and the widget from this one place."""

__version__ = "0.2.0"

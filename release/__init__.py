"""What a release needs: ``make release-check``, ``make try-wheel``."""

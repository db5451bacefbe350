"""``python -m cellxgene_widget.cli`` is the command ``cellxgene-widget``."""

import sys

from .main import main

sys.exit(main())

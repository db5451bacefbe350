"""``python -m cellxgene_widget`` is the command ``cellxgene-widget``."""

import sys

from .cli.main import main

sys.exit(main())

"""Arrays in, a matplotlib Figure out, in the look of the view; no pyplot, and no change of matplotlib's settings.

Imported when the first picture is made; where matplotlib is missing, whoever asked for the picture is told here.
"""

from ..core.optional import require

require("matplotlib", "A picture")

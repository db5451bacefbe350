"""What a picture of cells shows, whoever draws it, and the quick drawing of it: NumPy and Pillow, no matplotlib."""

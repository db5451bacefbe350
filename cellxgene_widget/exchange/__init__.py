"""Ways out: labels as other programs, atlases and papers want them. Each file is made anew; the data is only read."""

"""Arrays in, numbers out: markers, rankings, dots, distributions, confusion, samples."""

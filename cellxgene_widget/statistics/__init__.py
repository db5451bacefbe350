"""Arrays in, numbers out: markers, rankings, dots, samples."""

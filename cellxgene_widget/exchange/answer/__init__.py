"""What a colleague did in a page: the file they send back, read, checked, and made again by the edits that are ours."""

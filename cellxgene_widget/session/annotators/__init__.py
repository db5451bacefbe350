"""Where annotators come from: files of drafts and answers, colleagues in the folder, columns, Series."""

"""What is exported, judged by the validators of those who asked for it."""

"""Career Agent in one process, on embedded parts."""

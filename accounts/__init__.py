"""Who may do what, and who did what. Imports nothing of the other apps."""

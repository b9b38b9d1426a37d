"""The page for the sceptic: does the ranking find who really came, and what a score means."""

"""What is wrong with the records, what is missing, and what is worth collecting first."""

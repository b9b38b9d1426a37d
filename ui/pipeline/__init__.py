"""The ladder on the screen: adding pairs, today, board and table, and one pair with its history."""

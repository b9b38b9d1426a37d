"""Saved views: an address under a name, opened from anywhere, and what changed since."""

"""Figures on speed and quality, each beside a peer measured in the same run."""

"""What the page of trade routes shows."""

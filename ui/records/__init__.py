"""What the page of records shows, one module per tab."""

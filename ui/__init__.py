"""What the pages share: words, figures, filters, cards, exports."""

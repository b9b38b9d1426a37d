"""Developer scripts: set-up, serving, translations, pictures."""

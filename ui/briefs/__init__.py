"""Pages and workbooks to take away, filled with the records: of a match, a list, the pipeline."""

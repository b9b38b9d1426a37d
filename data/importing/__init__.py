"""Records from other people's files: read, checked, planned and applied as one batch.

A file is read as text (``reading``), its headers are mapped to fields (``headers``), its cells to
values (``columns``), and rows are checked (``rules``): together that is ``checking``, which writes
nothing to the database. ``applying`` writes a checked file in one transaction; ``batches`` tells
the history and undoes a batch. Memory is bounded: rows pass through in chunks, what was
checked waits in a scratch file, ids are compared in DuckDB, which waits on disk.
"""

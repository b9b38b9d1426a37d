"""The executive's figures: sums over many records, each with the records behind it.

Every table here has the shape of ``sums.MARKS``: a mark on a chart is a row, and its ``ids`` are
what the reader sees when asking what stands behind it. Nothing here ranks anything.
"""

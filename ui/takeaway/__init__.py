"""What people carry away: spreadsheets, printed pages and calendar entries.

The building blocks know no page and no record: they are given words, numbers and DataFrames.
"""

"""The executive view: blocks that the page, the printed page and the workbook all show."""

"""The workbook of entry: its columns, and how it is written, read and marked."""

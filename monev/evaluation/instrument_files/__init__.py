"""An instrument as a table of rows, in CSV and XLSX: the same columns both ways."""

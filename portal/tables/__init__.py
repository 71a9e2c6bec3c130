"""Tables of the dashboards: one definition each for the page, its CSV and its XLSX."""

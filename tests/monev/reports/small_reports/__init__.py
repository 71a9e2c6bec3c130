"""A package of reports for the tests, named in REPORT_PACKAGES."""

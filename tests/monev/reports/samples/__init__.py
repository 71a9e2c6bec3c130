"""Reports that only tests have compiled: a sheet for everybody, one that is too large, one of the nation."""

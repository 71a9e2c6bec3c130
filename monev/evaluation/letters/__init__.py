"""Letters and tables of results, from frozen data only."""

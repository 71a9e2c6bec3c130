"""Pages of the region about what citizens see and write."""

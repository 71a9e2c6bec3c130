"""Pages of monitoring, one module a screen; import them from there."""

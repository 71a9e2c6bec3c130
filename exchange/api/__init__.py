"""REST of this app, one module a subject; import the views from there."""

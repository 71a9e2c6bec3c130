"""What would go wrong with an upgrade, asked before it: `manage.py preflight`."""

"""What a backup is made of: places to keep it, sealing, the manifest, both forms of the database."""

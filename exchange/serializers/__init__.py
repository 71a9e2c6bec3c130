"""Serializers of this app, one module a subject; import them from there."""

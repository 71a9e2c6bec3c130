"""The quarterly monev report: what it says, section by section, from a snapshot only."""

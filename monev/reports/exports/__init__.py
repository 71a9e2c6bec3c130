"""Files that are made when they are asked for and not kept."""

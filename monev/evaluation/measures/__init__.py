"""How the portal proposes an answer to an item: facts of the region, rules over them, steps of the scale. Pure."""

"""Pages for everybody. They read through `citizens.selectors.published` only, and know nobody who may be logged in."""

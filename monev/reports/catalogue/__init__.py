"""The reports that the portal compiles, one module (or package) each: `base.Report` says what one is."""

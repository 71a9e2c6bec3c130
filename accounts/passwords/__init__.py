"""Which passwords are good enough: long, not about the person or the portal, not known from breaches. No sign rules."""

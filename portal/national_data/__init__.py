"""Made-up data of national size: regions with plans and years of reports, to try the portal and to measure it."""

"""Reports that are composed of what the pages of the portal show: one module a report, beside what they share.

They freeze the tables of the pages themselves, so that a paper cannot say anything else than the page does.
"""

"""The invented county: places, accounts and people that nobody is, with a year of work as the rules make it."""

"""A role's home and what only that role does; a noun that several roles act on has its own."""

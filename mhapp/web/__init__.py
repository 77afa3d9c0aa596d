"""The web's side of the house: access, one-time keys, commits, forms, errors, headers."""

"""Measures the product with a county of 20,000 people: `make bench`. Never part of the tests."""

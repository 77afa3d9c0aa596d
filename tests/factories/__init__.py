"""Factories fill in everything a test is not about. One noun a file."""

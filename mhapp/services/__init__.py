"""One verb a function: takes by= and at=, never commits, knows no web."""

"""The whole journey in Chromium, on the demo county as `make run` serves it."""

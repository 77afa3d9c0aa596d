"""The rules of the work, in plain Python: read these first. Standard library only."""

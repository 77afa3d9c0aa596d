"""Work behind the pages: what takes longer than a request may."""

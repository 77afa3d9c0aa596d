"""Reading for pages, lists and counts: always scoped, always ordered, handed out as Seen views."""

"""Paper: frozen dataclasses in, PDF bytes out. Knows the domain and nothing else of the product."""

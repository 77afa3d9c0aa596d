"""Database migrations, numbered and named. They never import models."""

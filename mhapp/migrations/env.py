"""Alembic's environment: migrations run on the connection that `mhapp.upgrade` hands over."""

from alembic import context

from mhapp.db import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()

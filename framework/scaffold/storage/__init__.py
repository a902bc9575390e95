"""Tables in a database: a file of SQLite, or PostgreSQL, written in transactions that are whole or not at all."""

from scaffold.extras import need

# All rooms here need it; whoever misses it is told what to install.
need("sqlalchemy")

"""Everything the dashboard stores: schema, migrations, named queries, events and the seed facts."""

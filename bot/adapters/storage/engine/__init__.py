"""All about databases, nothing about reports: connections, backends, batches, migrations."""

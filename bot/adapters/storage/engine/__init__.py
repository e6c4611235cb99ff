"""What is about databases and nothing about reports: connections, backends, batches, migrations."""

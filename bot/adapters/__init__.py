"""What fulfils the ports: Teams, Graph, storage and the local stand-ins for them."""

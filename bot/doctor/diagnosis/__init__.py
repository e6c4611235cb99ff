"""What an error of Graph, Entra or the database means to an administrator."""

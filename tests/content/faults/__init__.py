"""What a faulty edit is told, file by file."""

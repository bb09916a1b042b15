"""What is kept: documents, articles and passages in SQLite, and the index over them."""

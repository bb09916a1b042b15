"""What a person put right of a document: a file beside it, written, read again and applied."""

"""From a file to articles and paragraphs with exact source offsets: readers → layout → articles → passages."""

"""Characters and where they stand on a page → lines, columns, paragraphs: pure functions, no format, no library."""

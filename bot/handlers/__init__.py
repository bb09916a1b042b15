"""One module a feature: an update becomes a question, the answer becomes a reply."""

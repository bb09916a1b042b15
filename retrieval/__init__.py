"""Documents in, verbatim quotations out: reading, collection, answering, citing."""

"""The arrays an index reads: what terms are told apart by, how they are made, and how they are kept in a file."""

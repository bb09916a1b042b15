"""`yinju`: the command line and the terminal chat."""

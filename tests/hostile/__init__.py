"""Files that are broken or mean harm, made when they are needed: bombs, loops, lies, wrong names, traps of the file system.

`registry` says what a case is, `making` has what the makers share, the other modules make the files by kind, and
`cases` names them all.
"""

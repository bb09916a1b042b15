"""The bot and the command line as people meet them.

sample      the documents, and what these tests ask of them
running     the real application, polling a local Bot API server
held        librarians that take their time, or fail, when they are told to
commanding  `yinju` as it is typed
drawing     answers made at random, for the properties of what is rendered
"""

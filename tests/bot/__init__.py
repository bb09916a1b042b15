"""The bot and the command line as people meet them.

sample    the documents and questions these tests use
running   the real application, polling a local Bot API server
"""

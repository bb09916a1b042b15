"""Tests of `retrieval.collection.postings`."""

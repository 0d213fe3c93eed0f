"""Coding: from a transcript to codings, by one or several coders."""

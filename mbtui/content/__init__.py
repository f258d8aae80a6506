"""The body of a post: its HTML made into blocks of words, and those into excerpts and Markdown.

The first frame imports `mbtui.content.document` alone, so nothing is imported here: `convert` brings
html2text and markdown-it and is asked for only when a new post has to be converted.
"""

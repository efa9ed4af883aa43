"""Parse: a capture becomes a document, a grid of cells or rows; nothing here opens a file or a connection."""

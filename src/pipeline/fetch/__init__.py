"""fetch: a source's definition and its last captures → responses, politely, one module per kind."""

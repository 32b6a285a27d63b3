"""One module a section: `measure(bench)` returns what goes into the JSON, `tables(result)` what is printed of it."""
from . import highlights, http, indexing, kernels, living, memory, query, scale, typing

# In the order in which they are told.
ALL = {'query': query, 'indexing': indexing, 'living': living, 'scale': scale, 'memory': memory, 'http': http,
       'highlights': highlights, 'typing': typing, 'kernels': kernels}

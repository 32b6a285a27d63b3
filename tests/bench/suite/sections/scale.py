"""How index time, size, memory and queries grow with the corpus: L's paragraphs recombined."""
import os

from .. import machine, table

KINDS = ('term', 'or', 'and', 'phrase')


def measure(bench):
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= bench.options.scale_to]
    if bench.options.smoke:
        sizes = [200, 400]
    elif bench.quick:
        sizes = [1_000, 10_000]
    result = []
    for size in sizes:
        corpus = bench.corpora.recombined(size)
        machine.say(f'scale: {size} documents')
        folder = bench.folder(f'scale_{size}')
        index = bench.modelzoo.index(corpus, folder, 1)
        # The cache is as large as the postings may need within 2 GB of memory.
        query = bench.modelzoo.query(corpus, folder, bench.repeat, 'star', 1 << 30)
        result.append({'documents': size, 'ndjson_bytes': os.path.getsize(corpus.ndjson), 'index': index,
                       'query': query})
    return result


def tables(result):
    head = ['READMEs', 'MB of text', 'documents/s', 'MB of index', 'MB of memory, indexing', 'open, ms',
            'MB of memory, queries'] + [f'{kind}, p50 / p99' for kind in KINDS]
    rows = []
    for told in result:
        index, query = told['index'], told['query']
        rows.append([f"{told['documents']:,}", told['ndjson_bytes'] / 1e6, index['docs_per_s'],
                     index['index_bytes'] / 1e6, index['peak_rss_bytes'] / 1e6, query['open_ms'],
                     query['peak_rss_bytes'] / 1e6] +
                    [f"{table.number(query[kind]['p50_us'])} / {table.number(query[kind]['p99_us'])}" for kind in KINDS])
    return table.render('Scale', head, rows, 'L\'s paragraphs recombined, one thread, one segment, no stored '
                        'documents, star ranking, cache of 1 GB; microseconds.')

"""Resident memory of queries on S, and what a smaller block cache costs."""
from .. import machine, table

SIZES = (1 << 30, 256 << 20, 64 << 20, 16 << 20)
KINDS = ('term', 'or', 'and', 'phrase')


def measure(bench):
    corpus = bench.corpora.get('S')
    folder = bench.index_of(bench.modelzoo, corpus)
    result = []
    for size in SIZES:
        machine.say(f'memory: block cache of {size >> 20} MB')
        result.append({'cache_bytes': size, 'query': bench.modelzoo.query(corpus, folder, bench.repeat, 'star', size)})
    return result


def tables(result):
    rows = [[f"{told['cache_bytes'] >> 20}", told['query']['peak_rss_bytes'] / 1e6, told['query']['open_ms']] +
            [f"{table.number(told['query'][kind]['p50_us'])} / {table.number(told['query'][kind]['p99_us'])}"
             for kind in KINDS] for told in result]
    return table.render('Memory (S)', ['block cache, MB', 'resident at most, MB', 'open, ms'] +
                        [f'{kind}, p50 / p99' for kind in KINDS], rows, 'Star ranking, microseconds.')

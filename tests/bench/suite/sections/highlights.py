"""What highlight=true adds: ten hits on long READMEs, with and without, in turns."""
from .. import machine, table
from ..bench import median

KINDS = ('term', 'or', 'and', 'phrase')


def measure(bench):
    corpus = bench.corpora.get('L')
    folder = bench.index_of(bench.modelzoo, corpus, documents=True)
    rounds = {'plain': [], 'highlighted': []}
    for number in range(min(3, bench.rounds)):
        for label, options in (('plain', ()), ('highlighted', ('--highlight',))):
            machine.say(f'highlights, round {number + 1}: {label}')
            rounds[label].append(bench.modelzoo.search(corpus, folder, 1, '--limit', 10, *options))
    return {label: {kind: {key: median([done[kind][key] for done in told]) for key in ('p50_us', 'p99_us')}
                    for kind in KINDS if kind in told[0]} for label, told in rounds.items()}


def tables(result):
    rows = []
    for kind, plain in result['plain'].items():
        marked = result['highlighted'][kind]
        rows.append([kind, f"{table.number(plain['p50_us'])} / {table.number(plain['p99_us'])}",
                     f"{table.number(marked['p50_us'])} / {table.number(marked['p99_us'])}",
                     table.verdict((marked['p50_us'] - plain['p50_us']) / 1000, 1)])
    return table.render('Highlights (L)', ['kind', 'without', 'with', 'more at p50, ms'], rows,
                        'As /v1/search?limit=10 runs them, in process; p50 / p99 in microseconds.')

"""Query speed: every kind on S and L, engines taking turns, medians of the rounds."""
from .. import machine, table
from ..bench import median

KINDS = ('term', 'or', 'and', 'phrase')
BARS = {'bm25': 0.75, 'star': 0.5}
TOLERANCE = 0.05  # of hits: the engines cut words differently


def measure(bench):
    result = {}
    for name in ('S', 'L'):
        corpus = bench.corpora.get(name)
        runs = [(engine.name + suffix, engine, ranking) for engine in bench.engines
                for suffix, ranking in ((('', 'bm25'), (' star', 'star')) if engine is bench.modelzoo
                                        else (('', 'bm25'),))]
        rounds = {label: [] for label, _, _ in runs}
        for number in range(bench.rounds):
            for label, engine, ranking in runs:
                if number > 0 and engine.slow:
                    continue
                machine.say(f'query {name}, round {number + 1} of {bench.rounds}: {label}')
                try:
                    folder = bench.index_of(engine, corpus)
                    rounds[label].append(engine.query(corpus, folder, bench.repeat, ranking))
                except machine.Failed as error:
                    bench.skipped[f'{label}, query {name}'] = str(error)
        result[name] = {label: _medians(done) for label, done in rounds.items() if done}
    return result


def _medians(rounds):
    out = {}
    for kind in KINDS:
        told = [done[kind] for done in rounds if kind in done]
        if told:
            out[kind] = {key: median([each.get(key) for each in told]) for key in ('p50_us', 'p99_us', 'qps', 'hits')}
            out[kind]['queries'] = told[0].get('queries')
    return out


def best_peer(engines, kind, key):
    values = [engines[name][kind][key] for name in ('tantivy', 'Lucene 10') if kind in engines.get(name, {})]
    return min(values) if values else None


def tables(result):
    out = []
    for corpus, engines in result.items():
        head = ['kind'] + list(engines) + ['bm25 / best: p50', 'p99', 'star / best: p50', 'p99']
        rows = []
        for kind in KINDS:
            row = [kind] + [_cell(engines[label].get(kind)) for label in engines]
            for ranking, label in (('bm25', 'modelzoo'), ('star', 'modelzoo star')):
                ours = engines.get(label, {}).get(kind)
                for key in ('p50_us', 'p99_us'):
                    value = table.ratio(ours[key], best_peer(engines, kind, key)) if ours else None
                    row.append(table.verdict(value, BARS[ranking]))
            rows.append(row)
        out.append(table.render(f'Queries on {corpus}', head, rows,
                                'p50 / p99 in microseconds, top 10, one thread, warm, no result cache; ratios to the '
                                'better of tantivy and Lucene 10.'))
        out.append(_answers(corpus, engines))
    return '\n'.join(out)


def _cell(told):
    return '-' if not told else f"{table.number(told['p50_us'])} / {table.number(told['p99_us'])}"


def _answers(corpus, engines):
    """Whether the engines found as many hits: the same work was done."""
    rows = []
    for kind in KINDS:
        hits = {label: told[kind]['hits'] for label, told in engines.items()
                if kind in told and told[kind]['hits'] is not None}
        if not hits:
            continue
        middle = median(hits.values())
        far = [f'{label} {count:.0f}' for label, count in hits.items() if abs(count - middle) > TOLERANCE * middle]
        rows.append([kind, f'{middle:.0f}', 'all within 5 %' if not far else 'differ: ' + ', '.join(far)])
    return table.render(f'Answers on {corpus}', ['kind', 'hits of all queries, at most ten each, median', 'engines'],
                        rows)

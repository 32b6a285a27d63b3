"""What a search box asks while somebody types: mistyped and half typed queries, beside the same ones as they should be."""
from .. import machine, table
from ..bench import median

WAYS = {'plain': 'as it should be', 'mistyped': 'one error', 'prefix': 'last word half typed',
        'prefix_1': 'one letter of it', 'prefix_2': 'two letters', 'prefix_3': 'three letters',
        'prefix_4': 'four letters', 'suggest': 'completions'}
BAR = 3  # times the plain query's median


def measure(bench):
    corpora = {corpus.name: corpus for corpus in (bench.corpora.catalogue(), bench.corpora.get('S'))}
    return {name: _measure(bench, corpus) for name, corpus in corpora.items()}


def _measure(bench, corpus):
    folder = bench.index_of(bench.modelzoo, corpus, documents=True)
    rounds = []
    for number in range(min(3, bench.rounds)):
        machine.say(f'typing, {corpus.name}, round {number + 1}')
        rounds.append(bench.modelzoo.typing(corpus, folder, min(bench.repeat, 2)))
    result = {way: {key: median([done[way][key] for done in rounds]) for key in ('p50_us', 'p99_us', 'to_plain', 'hits')}
              for way in WAYS}
    return dict(result, documents=corpus.documents, queries=rounds[0]['queries'],
                prepare_ms=median([done['prepare_ms'] for done in rounds]))


def tables(result):
    return '\n'.join(_table(name, of_corpus) for name, of_corpus in result.items())


def _table(name, result):
    rows = [[told, f"{table.number(result[way]['p50_us'])} / {table.number(result[way]['p99_us'])}",
             '1' if way == 'plain' else table.verdict(result[way]['to_plain'], BAR), f"{result[way]['hits']:.0f}"]
            for way, told in WAYS.items()]
    return table.render(f'Typing, {name}', ['query', 'p50 / p99', 'to plain at p50', 'hits of all'], rows,
                        f"{result['queries']} queries on {result['documents']} records, ten hits each, in process, "
                        f"microseconds; made ready in {table.number(result['prepare_ms'])} ms.")

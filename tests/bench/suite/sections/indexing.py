"""Indexing from the corpus' file to one merged, synced segment, and its size on disk."""
import os

from .. import machine, table
from ..bench import median

BAR_SIZE = 1.0  # to Lucene 10's
BAR_STORED = 0.4  # to the NDJSON


def measure(bench):
    result = {}
    for name in ('S', 'L'):
        corpus = bench.corpora.get(name)
        told = {}
        for number in range(min(3, bench.rounds)):
            for engine in bench.engines:
                for threads in (1, 2):
                    if (engine.slow and (number > 0 or threads > 1)) or threads > len(machine.CORES):
                        continue
                    machine.say(f'index {name}, round {number + 1}, {threads} thread(s): {engine.name}')
                    try:
                        if engine.slow:
                            run = bench.index_and_figures(engine, corpus)[1]
                        else:
                            run = engine.index(corpus, bench.folder('timed', engine.name.replace(' ', '')), threads)
                        told.setdefault(engine.name, {}).setdefault(str(threads), []).append(run)
                    except machine.Failed as error:
                        bench.skipped[f'{engine.name}, indexing {name}'] = str(error)
        result[name] = {'ndjson_bytes': os.path.getsize(corpus.ndjson), 'engines': {
            label: {threads: {key: median([run.get(key) for run in runs])
                              for key in ('docs_per_s', 'seconds', 'index_bytes', 'peak_rss_bytes')}
                    for threads, runs in by_threads.items()} for label, by_threads in told.items()}}
        with_documents = bench.modelzoo.index(corpus, bench.folder('timed', 'documents'), 1, documents=True)
        result[name]['with_documents'] = with_documents
    return result


def tables(result):
    out = []
    for corpus, told in result.items():
        engines = told['engines']
        ours, tantivy, lucene = (engines.get(label, {}) for label in ('modelzoo', 'tantivy', 'Lucene 10'))
        rows = []
        for label, by_threads in engines.items():
            one, two = by_threads.get('1', {}), by_threads.get('2', {})
            peak = one.get('peak_rss_bytes')
            rows.append([label, one.get('docs_per_s'), two.get('docs_per_s'), _mb(one.get('index_bytes')),
                         _mb(peak)])
        bars = [['to tantivy (speed), Lucene 10 (size)'] + [
            table.verdict(table.ratio(ours.get(t, {}).get('docs_per_s'), tantivy.get(t, {}).get('docs_per_s')), 1,
                          at_least=True) for t in ('1', '2')] + [
            table.verdict(table.ratio(ours.get('1', {}).get('index_bytes'), lucene.get('1', {}).get('index_bytes')),
                          BAR_SIZE), '-']]
        out.append(table.render(
            f'Indexing {corpus}', ['engine', 'documents/s, one thread', 'two threads', 'MB on disk', 'MB of memory'],
            rows + bars, 'From the file to one merged, synced segment. modelzoo without stored documents; Lucene '
            'and tantivy store the text.'))
        stored = told['with_documents']['index_bytes'] - ours.get('1', {}).get('index_bytes', 0)
        out.append(f"Stored documents of {corpus}: {_mb(stored):.1f} MB of {_mb(told['ndjson_bytes']):.1f} MB NDJSON, "
                   f"{table.verdict(stored / told['ndjson_bytes'], BAR_STORED)}; "
                   f"{table.number(told['with_documents']['docs_per_s'])} documents/s with them.\n")
    return '\n'.join(out)


def _mb(count):
    return None if count is None else count / 1e6

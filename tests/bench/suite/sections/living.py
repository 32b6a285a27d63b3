"""A living index: queries beside 200 replaced records and 2,000 changed stars a second, merges running."""
import shutil

from .. import machine, table

LOADS = {'growing': 'stars that grow by hundredths',
         'drawn': 'stars drawn anew from 0 to 100,000, over a corpus without stars'}


def measure(bench):
    return {load: _measure(bench, load) for load in LOADS}


def _measure(bench, load):
    corpus = bench.corpora.get('L')
    source = bench.index_of(bench.modelzoo, corpus, documents=True)
    copy = bench.folder('living')
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    seconds = 0.5 if bench.options.smoke else 5 if bench.quick else 30
    machine.say(f'living index, stars {load}: {seconds} s at rest, under load and after it')
    told = machine.run_json([bench.modelzoo.program, 'living', '--data-dir', copy, '--queries', corpus.queries,
                             '--seconds', seconds, '--stars', load], set(machine.CORES), under_load=True)
    shutil.rmtree(copy, ignore_errors=True)
    return told


def tables(told):
    return '\n'.join(_tables(told[load], LOADS[load]) for load in LOADS)


def _tables(told, stars):
    rest, load = told['at_rest'], told['under_load']
    after = told['after_load']
    rows = [[kind, _pair(rest[kind]), _pair(load[kind]), _ratio(load[kind], rest[kind]), _ratio(after[kind], rest[kind])]
            for kind in ('term', 'or', 'and', 'phrase') if kind in rest and kind in load]
    rows.append(['all', _pair(rest), _pair(load), table.verdict(_ratio(load, rest), 1.5), _ratio(after, rest)])
    visible = max(told['records']['visible_max_us'], told['stars']['visible_max_us']) / 1e6
    facts = [
        ['records replaced a second (200 asked for)', told['records']['per_second']],
        ['stars changed a second (2,000 asked for)', told['stars']['per_second']],
        ['visible after, ms, p50 / p99', f"{told['records']['visible_p50_us'] / 1e3:.1f} / "
                                         f"{told['records']['visible_p99_us'] / 1e3:.1f}"],
        ['visible after, s, longest', table.verdict(visible, 1)],
        ['segments, most seen by a query', table.verdict(load['most_segments'], 11)],
        ['segments, mean', load['mean_segments']],
        ['MB on disk: before, under load, settled, all merged',
         ' / '.join(f'{told[key] / 1e6:.1f}' for key in ('bytes_before', 'bytes_under_load', 'bytes_after_settling',
                                                         'bytes_after_merging_all'))],
    ]
    return (table.render(f'A living index (L), {stars}',
                         ['queries', 'at rest', 'under load', 'p99 under load / at rest', 'after it / at rest'], rows,
                         'p50 / p99 in microseconds, star ranking, one querying thread, two writers, every write '
                         'synced.') + '\n' +
            table.render('What the writers saw', ['', ''], facts))


def _ratio(told, rest):
    return told['p99_us'] / max(rest['p99_us'], 1e-9)


def _pair(told):
    return f"{table.number(told['p50_us'])} / {table.number(told['p99_us'])}"

"""The kernels alone: codec, tokeniser, scorer (kernel_bench, Google Benchmark)."""
import json
import os

from .. import machine, table

BAR_TOKENS = 1.5  # our tokens of English text to a plain ASCII split


def measure(bench):
    program = bench.program('kernel_bench')
    if not os.access(program, os.X_OK):
        bench.skipped['kernels'] = 'kernel_bench is not built (libbenchmark-dev)'
        return []
    least = '0.01' if bench.options.smoke else '0.2'
    machine.say('kernels')
    env = dict(os.environ, MODELZOO_BENCH_TEXT=bench.corpora.get('L').ndjson)
    out = machine.run([program, '--benchmark_format=json', f'--benchmark_min_time={least}'], env=env)
    return [{'name': each['name'], 'ns': each['cpu_time'] * {'ns': 1, 'us': 1e3, 'ms': 1e6}[each['time_unit']],
             'bytes_per_second': each.get('bytes_per_second'), 'items_per_second': each.get('items_per_second')}
            for each in json.loads(out)['benchmarks']]


def tables(result):
    if not result:
        return ''
    rows = [[each['name'], each['ns'] / 1e3, _millions(each['items_per_second']),
             _millions(each['bytes_per_second'])] for each in result]
    speed = {each['name']: each['ns'] for each in result}
    plain, ours = speed.get('Tokens/plain_ascii_split'), speed.get('Tokens/english')
    note = '' if not plain or not ours else ('Tokens of English text against a plain ASCII split: ' +
                                             table.verdict(ours / plain, BAR_TOKENS))
    return table.render('Kernels', ['kernel', 'microseconds', 'million items/s', 'MB/s'], rows, note)


def _millions(value):
    return None if value is None else value / 1e6

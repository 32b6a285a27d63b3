"""Tables in Markdown."""


def number(value, digits=3):
    """A few significant digits, thousands separated."""
    if value is None:
        return '-'
    if isinstance(value, str):
        return value
    if value == 0:
        return '0'
    if abs(value) >= 100:
        return f'{value:,.0f}'
    return f'{value:.{digits}g}'


def ratio(ours, theirs):
    return None if not theirs or ours is None else ours / theirs


def verdict(value, limit, at_least=False):
    """'0.61 (<= 0.75: yes)'."""
    if value is None:
        return 'not measured'
    holds = value >= limit if at_least else value <= limit
    return f"{value:.2f} ({'>=' if at_least else '<='} {limit:g}: {'yes' if holds else 'NO'})"


def render(title, head, rows, note=''):
    lines = [f'### {title}', '']
    if note:
        lines += [note, '']
    lines.append('| ' + ' | '.join(head) + ' |')
    lines.append('|' + ' --- |' * len(head))
    lines += ['| ' + ' | '.join(number(cell) for cell in row) + ' |' for row in rows]
    return '\n'.join(lines) + '\n'

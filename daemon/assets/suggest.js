// Completions under the search boxes. The pages work without this.
'use strict';
for (const input of document.querySelectorAll('input[name=q]')) {
  const list = document.createElement('ul');
  list.className = 'suggestions';
  list.id = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.hidden = true;
  input.form.append(list);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');
  let asked = '', timer = 0, chosen = -1;

  const close = () => { list.hidden = true; input.setAttribute('aria-expanded', 'false'); chosen = -1; };
  const target = s => s.kind === 'model' ? '/model/' + s.text : '/search?q=' + encodeURIComponent(
      s.kind === 'topic' ? 'topic:' + s.text : s.text);
  const show = suggestions => {
    list.replaceChildren(...suggestions.map(s => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = target(s);
      link.textContent = s.text;
      const kind = document.createElement('span');
      kind.textContent = s.kind === 'model' ? '★ ' + s.stars.toLocaleString('en') : s.kind;
      link.append(kind);
      item.setAttribute('role', 'option');
      item.append(link);
      return item;
    }));
    list.hidden = suggestions.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    chosen = -1;
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    asked = input.value.trim();
    if (asked.length < 2) return close();
    timer = setTimeout(async () => {
      const wanted = asked;
      try {
        const answer = await fetch('/v1/suggest?q=' + encodeURIComponent(wanted));
        if (answer.ok && wanted === asked) show((await answer.json()).suggestions);
      } catch { close(); }
    }, 120);
  });
  input.addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('a')];
    if (event.key === 'Escape') close();
    if (list.hidden || !links.length || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' && event.key !== 'Enter')) return;
    if (event.key === 'Enter') { if (chosen >= 0) { event.preventDefault(); links[chosen].click(); } return; }
    event.preventDefault();
    chosen = (chosen + (event.key === 'ArrowDown' ? 1 : links.length + (chosen < 0 ? 0 : -1))) % links.length;
    links.forEach((link, i) => link.classList.toggle('on', i === chosen));
  });
  input.addEventListener('blur', () => setTimeout(close, 200));
}

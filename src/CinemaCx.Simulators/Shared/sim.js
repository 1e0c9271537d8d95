/* Shared by the simulators' pages: asking, small elements, the list of received requests. */
'use strict';
const sim = {
  async ask(method, path, body) {
    const answer = await fetch('/_sim/' + path, {
      method,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    return answer.status === 204 ? {} : answer.json();
  },
  node(tag, text, className) {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (className) node.className = className;
    return node;
  },
  button(text, className, act) {
    const button = sim.node('button', text, className);
    button.type = 'button';
    button.addEventListener('click', act);
    return button;
  },
  time(text) {
    if (!text) return '';
    const at = new Date(text), clock = at.toLocaleTimeString('zh-CN', { hour12: false });
    return at.toDateString() === new Date().toDateString() ? clock : (at.getMonth() + 1) + '月' + at.getDate() + '日 ' + clock.slice(0, 5);
  },
  /* cells: text, or [text, class of a tag], or {mono: text} */
  rows(id, list, cells, empty) {
    const body = document.getElementById(id);
    body.replaceChildren();
    for (const item of list) {
      const row = sim.node('tr');
      cells(item).forEach((cell, i) => {
        const td = sim.node('td', null, i === 0 ? 't' : '');
        if (Array.isArray(cell)) td.append(sim.node('span', cell[0], 'tag ' + cell[1]));
        else if (cell && cell.mono !== undefined) { td.className = 'mono'; td.textContent = cell.mono; }
        else td.textContent = cell === undefined || cell === null ? '' : cell;
        row.append(td);
      });
      body.append(row);
    }
    if (!list.length) {
      const td = sim.node('td', empty, 'empty');
      td.colSpan = 9;
      const row = sim.node('tr');
      row.append(td);
      body.append(row);
    }
  },
  async calls() {
    const { total, calls } = await sim.ask('GET', 'calls?limit=30');
    document.getElementById('total').textContent = '共 ' + total + ' 次';
    sim.rows('calls', calls, c => [
      sim.time(c.at),
      { mono: c.method + ' ' + c.path.replace(/(secret|access_token)=[^&]*/g, '$1=…') },
      c.status === 0 ? ['断开', 'bad'] : [c.status + (c.errorCode ? ' ' + c.errorCode : ''), c.errorCode || c.status >= 400 ? 'bad' : 'ok'],
      c.fault ? ['故障 ' + c.fault, 'bad'] : '',
      c.elapsedMs + '\u00a0ms',
    ], '还没有收到请求');
  },
  /* Looks again each second, but not while the page is hidden. */
  watch(look) {
    const again = async () => {
      try { if (!document.hidden) await look(); } catch { /* the simulator is restarting */ }
      setTimeout(again, 1000);
    };
    again();
  },
};
document.addEventListener('DOMContentLoaded', () => {
  document.getElementById('reset').addEventListener('click', () => sim.ask('POST', 'reset'));
});

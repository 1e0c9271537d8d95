'use strict';
/* The thread through the page: what to do next, what was done, and how long it took. */
(() => {
  const { at, node, button, fill, on } = box;
  const steps = [
    { key: 'held', where: 'guest', text: '选一场电影，挑两个座', hint: '在观众手机上点一个场次，挑两个座位' },
    { key: 'paid', where: 'guest', text: '付款，拿到电影票', hint: '点“微信支付”，在收银台确认' },
    { key: 'rated', where: 'guest', text: '给一颗星，看看谁的手机会响', hint: '给一颗星，看看谁的手机会响' },
    { key: 'acknowledged', where: 'staff', text: '经理点“受理”', hint: '值班经理的手机响了，替她点“受理”' },
    { key: 'compensated', where: 'staff', text: '送一张补偿券', hint: '选一张券，点“补偿并致歉”' },
    { key: 'closed', where: 'staff', text: '关闭工单', hint: '点“已解决，关闭”，或输入“关闭 工单号 处理结果”' },
    { key: 'seen', where: 'guest', text: '观众看到结果和券', hint: '回到观众手机：问题有了回音，券已在卡包里' },
  ];
  const done = new Set();
  let rang = '';

  /* A case may be closed without a coupon. */
  const next = () => steps.find(s => !done.has(s.key) && !(s.key === 'compensated' && done.has('closed')));
  function draw() {
    const now = next();
    const text = now ? now.hint : '从差评到结案，走完了一遍。换一位观众再来，或在下面弄点故障试试';
    if (at('hint').dataset.text !== text) {
      at('hint').dataset.text = text;
      fill(at('hint'), node('b', { text: now ? '下一步' : '完成' }), node('span', { text }), now ? button('去看', { class: 'turn', 'data-to': now.where, 'data-key': 'turn' }, () => box.view(now.where)) : null);
    }
    fill(at('steps'), steps.map((s, i) => {
      const state = done.has(s.key) ? 'done' : s === now ? 'now' : '';
      return node('li', { class: state, 'aria-current': s === now ? 'step' : null },
        node('i', { 'aria-hidden': 'true', text: state === 'done' ? '✓' : i + 1 }),
        node('span', { text: s.text }, s.key === 'rated' && rang ? node('small', { text: rang }) : null),
        state === 'done' ? node('span', { class: 'unseen', text: '（已完成）' }) : null);
    }));
  }

  function more() {
    fill(at('more'),
      node('h2', { text: '再试试' }),
      node('ul', null,
        node('li', null, '在员工手机里输入 ', node('q', { text: '帮助' }), '，看机器人听得懂哪些话'),
        node('li', null, '下面打开企业微信的 ', node('q', { text: '直接断开' }), '，再给一颗星，看钉钉会不会响'),
        node('li', null, '打开微信支付的 ', node('q', { text: '付了款不通知' }), '，看票会不会丢')));
  }

  /* Later steps stand for the earlier ones: whoever jumps ahead is not sent back. */
  box.did = key => {
    const upTo = steps.findIndex(s => s.key === key), before = done.size;
    steps.slice(0, upTo + 1).filter(s => s.key === key || !['acknowledged', 'compensated'].includes(s.key) || (s.key === 'acknowledged' && key !== 'compensated')).forEach(s => done.add(s.key));
    if (done.size !== before) draw();
  };
  box.again = () => { done.clear(); rang = ''; draw(); };
  box.isDone = key => done.has(key);
  box.rang = (name, ms) => { rang = `${name}的手机 ${(ms / 1000).toFixed(2)} 秒后响了`; draw(); };
  on('begin', () => { draw(); more(); });
})();

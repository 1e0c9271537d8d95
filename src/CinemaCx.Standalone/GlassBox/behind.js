'use strict';
/* What passes between the phones, and switches for all that can go wrong. */
box.behind = (() => {
  const { at, node, button, sim, fill, on } = box;
  const most = 80;
  const meanings = [
    ['guest', 'POST', /\/sessions$/, '登录'], ['guest', 'GET', /\/cinemas$/, '看影院'], ['guest', 'GET', /\/showtimes$/, '看排片'], ['guest', 'GET', /\/seats$/, '看座位'], ['guest', 'GET', /\/seat-plans\//, '取座位图'],
    ['guest', 'POST', /\/best-seats$/, '找好座位'], ['guest', 'POST', /\/orders$/, '锁座下单'], ['guest', 'POST', /\/payment$/, '发起支付'], ['guest', 'POST', /\/cancellation$/, '放弃订单'], ['guest', 'POST', /\/refund$/, '退票'],
    ['guest', 'GET', /\/orders(\/|$)/, '看订单'], ['guest', 'GET', /\/tickets\/[^/]+$/, '看电影票'], ['guest', 'GET', /\/feedback$/, '取评价题目'], ['guest', 'POST', /\/feedback$/, '提交评价'], ['guest', 'GET', /\/case$/, '看处理进展'], ['guest', 'PUT', /\/resolution$/, '确认是否解决'],
    ['guest', 'GET', /coupons/, '看优惠券'], ['guest', 'GET', /\/membership$/, '看会员'], ['guest', '', /subscriptions/, '消息订阅'], ['guest', 'PUT', /\/phone$/, '绑定手机号'], ['guest', 'GET', /\/showtimes\/[^/]+$/, '看场次'], ['guest', 'GET', /\/me$/, '看自己'],
    ['guest', 'POST', /callbacks\/wechat-pay/, '支付结果通知'], ['guest', 'POST', /callbacks\/wechat\//, '消息送达、订阅结果'], ['staff', 'POST', /callbacks\/wecom/, '按了按钮或发了话'], ['staff', 'STREAM', /card/, '按了按钮'], ['staff', 'STREAM', /messages/, '发了话'], ['staff', 'POST', /\/entries$/, '检票'],
    ['wechat', '', /jscode2session/, '换取身份'], ['wechat', '', /token/, '换令牌'], ['wechat', '', /msg_sec_check/, '检查留言'], ['wechat', '', /getuserphonenumber/, '取手机号'], ['wechat', '', /subscribe\/send/, '发服务通知'],
    ['pay', 'POST', /transactions\/jsapi/, '下支付单'], ['pay', 'GET', /out-trade-no/, '查支付结果'], ['pay', 'POST', /\/close$/, '关支付单'], ['pay', '', /refunds/, '退款'], ['pay', 'GET', /certificates/, '取证书'],
    ['sms', '', /./, '发短信'], ['wecom', '', /gettoken/, '换令牌'], ['wecom', '', /message\/send/, '发消息'], ['wecom', '', /update_template_card/, '更新卡片'], ['wecom', '', /recall/, '撤回'],
    ['dingtalk', '', /oken/, '换令牌'], ['dingtalk', '', /createAndDeliver/, '发卡片'], ['dingtalk', 'PUT', /instances/, '更新卡片'], ['dingtalk', '', /instances/, '发卡片'], ['dingtalk', '', /connections/, '建立长连接'], ['dingtalk', '', /sendBySession|batchSend/, '发消息'],
  ];
  const meaning = c => (meanings.find(([where, method, path]) => where === c.where && (!method || method === c.method) && path.test(c.path)) || [0, 0, 0, ''])[3];
  const places = { guest: '观众接口', staff: '员工接口', wechat: '微信', pay: '微信支付', wecom: '企业微信', dingtalk: '钉钉', sms: '短信' };
  const way = c => {
    if (c.where === 'guest') return [c.path.includes('/callbacks/wechat/') ? '微信' : c.path.includes('/callbacks/') ? '微信支付' : '观众手机', '观众接口'];
    if (c.where === 'staff') return [c.method === 'STREAM' ? '钉钉' : c.path.includes('/callbacks/wecom') ? '企业微信' : c.path.includes('/callbacks/') ? '钉钉' : '员工', '员工接口'];
    return ['系统', places[c.where]];
  };
  const filters = [['all', '全部', () => true], ['guest', '观众接口', c => c.where === 'guest'], ['staff', '员工接口', c => c.where === 'staff'], ['platforms', '平台', c => !['guest', 'staff'].includes(c.where)], ['writes', '只看写入', c => c.method !== 'GET']];
  let calls = [], filter = 'all';

  function row(c, isNew) {
    const [from, to] = way(c), isBad = c.status === 0 || c.status >= 400 || !!c.error;
    const at = new Date(c.at), result = c.status === 0 ? '断开' : c.status + (c.error ? ' · ' + c.error : '');
    return node('tr', { class: [isNew ? 'new' : '', c.fault ? 'hit' : ''].join(' ').trim() || null, 'data-number': c.number },
      node('td', { class: 'time', text: `${box.clock(c.at)}:${box.two(at.getSeconds())}` }),
      node('td', { class: 'way' }, node('span', { class: 'w-' + c.where, text: from }), node('i', { 'aria-hidden': 'true', text: '→' }), node('span', { class: 'w-' + c.where, text: to })),
      node('td', { class: 'what', text: meaning(c) }),
      node('td', { class: 'path' }, node('b', { text: c.method }), ' ', c.path.replace(/([a-z]{3}_[0-9a-z]{6}|ans[0-9a-f]{6})[0-9a-z]{8,}/g, '$1…')),
      node('td', null, node('span', { class: isBad ? 'bad' : 'ok', text: result }), c.fault ? node('span', { class: 'fault', text: '故障' }) : null),
      node('td', { class: 'ms', text: c.ms < 10 ? c.ms.toFixed(1) + ' ms' : Math.round(c.ms) + ' ms' }));
  }
  function draw() {
    const test = filters.find(f => f[0] === filter)[2];
    fill(at('calls'), calls.filter(test).slice(-most).reverse().map(c => row(c, false)));
    at('no-calls').hidden = calls.some(test);
    fill(at('filters'), filters.map(([key, text]) => button(text, { 'aria-pressed': key === filter, 'data-key': key }, () => { filter = key; draw(); })));
  }
  function add(list) {
    calls = calls.concat(list).slice(-400);
    const test = filters.find(f => f[0] === filter)[2], fresh = list.filter(test);
    if (!fresh.length) return;
    at('no-calls').hidden = true;
    const rows = fresh.slice(-most).reverse().map(c => row(c, true));
    at('calls').prepend(...rows);
    // A hidden list would light up all at once when it is shown.
    setTimeout(() => rows.forEach(r => r.classList.remove('new')), 1700);
    while (at('calls').children.length > most) at('calls').lastElementChild.remove();
  }
  /* The last few in words, between the phones; the table below says it all. */
  function tick(list) {
    const told = list.filter(c => meaning(c) && !(c.method === 'GET' && c.where === 'guest')).slice(-4).reverse();
    if (!told.length) return;
    at('ticker').prepend(...told.map(c => {
      const [from, to] = way(c), isBad = c.status === 0 || c.status >= 400 || !!c.error;
      return node('p', { class: 'new' }, node('span', { class: 'w-' + c.where, text: `${from} → ${to}` }), node('b', { text: meaning(c) }), node('em', { class: isBad ? 'bad' : null, text: isBad ? (c.error || c.status || '断开') : Math.max(1, Math.round(c.ms)) + ' ms' }));
    }));
    while (at('ticker').children.length > 4) at('ticker').lastElementChild.remove();
  }
  on('kept', list => { calls = list; draw(); tick(list); });
  on('calls', list => { add(list); tick(list); });

  /* Every way in which the simulated platforms can misbehave. */
  const everywhere = [
    ['http', '网关 502', { kind: 'http', status: 502 }], ['slow', '慢 3 秒', { kind: 'slow', ms: 3000 }], ['silence', '不作声', { kind: 'silence', seconds: 30 }],
    ['drop', '直接断开', { kind: 'drop' }], ['doneButSilent', '做了却不回答', { kind: 'doneButSilent' }],
  ];
  const platforms = [
    { place: 'wechat', name: '微信', faults: [['errcode', '系统繁忙 −1', { kind: 'errcode', errcode: -1 }], ['limit', '调用超限 45009', { kind: 'errcode', errcode: 45009 }], ...everywhere],
      acts: [['令牌过期', 'tokens/expire'], ['令牌作废', 'tokens/invalidate']] },
    { place: 'pay', name: '微信支付', faults: [['error', '系统错误', { kind: 'error', code: 'SYSTEM_ERROR', status: 500 }], ['limit', '频率超限', { kind: 'error', code: 'FREQUENCY_LIMITED', status: 429 }], ...everywhere,
      ['unsigned', '应答没有签名', { kind: 'unsigned' }], ['badSignature', '应答签名不对', { kind: 'badSignature' }]], own: [['quiet', '付了款不通知']], acts: [['换平台证书', 'rotate-certificate']] },
    { place: 'wecom', name: '企业微信', faults: [['errcode', '系统繁忙 −1', { kind: 'errcode', errcode: -1 }], ['limit', '调用超限 45009', { kind: 'errcode', errcode: 45009 }], ...everywhere], own: [['minute', '每人每分钟只收 1 条']],
      acts: [['令牌过期', 'tokens/expire'], ['令牌作废', 'tokens/invalidate'], ['检查回调地址', 'verify-url']], flaws: [['', '回调照实发'], ['signature', '回调：签名错'], ['corp', '回调：别家企业'], ['stale', '回调：过时'], ['oversized', '回调：超大'], ['dtd', '回调：夹带实体']] },
    { place: 'dingtalk', name: '钉钉', faults: [['error', '系统错误', { kind: 'error', code: 'SystemError', status: 500 }], ['errcode', '旧接口出错 −1', { kind: 'errcode', errcode: -1 }], ...everywhere],
      acts: [['令牌过期', 'tokens/expire'], ['要求重连', 'stream', { action: 'disconnect' }], ['断开长连接', 'stream', { action: 'drop' }]] },
  ];
  const armed = {}, own = { quiet: false, minute: false };
  let flaw = '';
  const said = text => { at('fault-said').textContent = text; };

  const same = (a, b) => Object.keys(b).every(k => a[k] === b[k]);
  async function state() {
    const lists = await Promise.all(platforms.map(p => sim('GET', p.place, 'faults')));
    platforms.forEach((p, i) => {
      p.faults.forEach(([key, , wish]) => {
        const found = lists[i].ok && lists[i].body.find(f => same(f.fault, wish));
        armed[p.place + key] = found ? found.id : 0;
      });
    });
    const settings = await sim('GET', 'wecom', 'settings');
    own.minute = settings.ok && settings.body.perMinute === 1;
    drawFaults();
  }
  async function turn(p, key, wish, text) {
    const id = armed[p.place + key];
    if (id) await sim('DELETE', p.place, 'faults/' + id);
    else await sim('POST', p.place, 'faults', { path: '/', times: -1, ...wish });
    said(`${p.name}：${text}${id ? '已恢复' : '已打开'}`);
    await state();
  }
  async function turnOwn(key, text) {
    if (key === 'minute') await sim('POST', 'wecom', 'settings', { perMinute: own.minute ? 30 : 1 });
    else own.quiet = !own.quiet;
    said(text + (key === 'minute' ? !own.minute : own.quiet ? '已打开' : '已恢复'));
    await state();
    said(`${text}${own[key] ? '已打开' : '已恢复'}`);
  }
  const toggle = (text, isOn, key, act) => node('button', { type: 'button', class: 'switch', role: 'switch', 'aria-checked': isOn, 'data-key': key, 'data-fault': key, onclick: act }, node('i', { 'aria-hidden': 'true' }), node('span', { text }));

  function drawFaults() {
    fill(at('faults'), platforms.map(p => {
      const count = p.faults.filter(([key]) => armed[p.place + key]).length + (p.own || []).filter(([key]) => own[key]).length;
      return node('section', { class: 'fault-card w-' + p.place, 'aria-label': p.name + '的故障' },
        node('h3', null, p.name, count ? node('em', { text: `${count} 项故障中` }) : null),
        node('div', { class: 'switches' }, p.faults.map(([key, text, wish]) => toggle(text, !!armed[p.place + key], `${p.place}-${key}`, () => turn(p, key, wish, text))),
          (p.own || []).map(([key, text]) => toggle(text, own[key], `${p.place}-${key}`, () => turnOwn(key, text)))),
        p.flaws ? node('select', { 'aria-label': '回调动手脚', 'data-key': 'flaw', onchange: e => { flaw = e.target.value; said(flaw ? '接下来的按键会以坏回调送出' : '回调照实发'); } }, p.flaws.map(([value, text]) => node('option', { value, text, selected: value === flaw }))) : null,
        node('div', { class: 'once' }, p.acts.map(([text, hook, wish]) => button(text, { class: 'plain', 'data-key': p.place + hook + text }, async () => {
          const told = await sim('POST', p.place, hook, wish || {});
          said(`${p.name}：${text}` + (told.ok ? (told.body && told.body.ok === false ? '，有问题：' + told.body.problem : '，好了') : '，没有成功'));
        }))));
    }));
  }
  on('begin', () => {
    at('mend').addEventListener('click', async () => {
      await Promise.all(platforms.map(p => sim('DELETE', p.place, 'faults')));
      await sim('POST', 'wecom', 'settings', { perMinute: 30 });
      own.quiet = false;
      flaw = '';
      await state();
      said('一切恢复正常');
    });
    draw();
    state();
  });

  return { isPaymentQuiet: () => own.quiet, flaw: () => flaw };
})();

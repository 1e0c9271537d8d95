'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const yuan = fen => '¥' + (fen / 100).toFixed(2);
  const states = { NOTPAY: ['待支付', ''], SUCCESS: ['已支付', 'ok'], REFUND: ['有退款', 'bad'], CLOSED: ['已关闭', ''] };
  const outcomes = { PROCESSING: '处理中', SUCCESS: '已退', ABNORMAL: '异常', CLOSED: '已关闭' };
  const deliveries = { waiting: ['待送达', ''], delivered: ['已送达', 'ok'], givenUp: ['未送达', 'bad'] };
  const reasons = {
    'already paid': '该订单已支付', 'order closed': '该订单已关闭',
    'time_expire has passed': '已过支付时间', 'prepay_id older than 2 hours': '付款页已失效',
  };
  let shown = '';

  const press = async (payment, path, wish) => {
    const answer = await sim.ask('POST', 'payments/' + encodeURIComponent(payment.outTradeNo) + '/' + path, wish);
    const said = answer.errMsg === 'requestPayment:ok' ? '支付成功'
      : answer.errMsg === 'requestPayment:fail cancel' ? '已取消支付'
      : answer.errMsg ? '支付失败：' + answer.errMsg.replace('requestPayment:fail ', '')
      : reasons[answer.message] || '未能支付';
    document.getElementById('said').textContent = said;
    await look();
  };
  const sheet = payment => {
    const node = sim.node('article', null, 'sheet');
    const row = sim.node('div', null, 'row');
    row.append(
      sim.button('立即支付', 'pay', () => press(payment, 'pay', {})),
      sim.button('取消', 'quiet', () => press(payment, 'fail', { cancel: true })),
      sim.button('余额不足', 'quiet', () => press(payment, 'fail', {})));
    node.append(
      sim.node('div', payment.description, 'to'), sim.node('div', yuan(payment.total), 'fen'),
      sim.node('div', payment.outTradeNo + ' · ' + sim.time(payment.payableUntil) + ' 前支付', 'no'), row);
    return node;
  };
  const sheets = open => {
    // Rebuilt only when the list changed, so that a press or the focus is not lost.
    const key = open.map(p => p.outTradeNo).join();
    if (key === shown && key) return;
    shown = key;
    document.getElementById('sheets').replaceChildren(...(open.length ? open.map(sheet) : [sim.node('div', '没有待支付的订单', 'empty')]));
  };
  const look = async () => {
    const [open, all, told] = await Promise.all([
      sim.ask('GET', 'payments?state=NOTPAY&limit=50'), sim.ask('GET', 'payments?limit=20'), sim.ask('GET', 'notifications?limit=20')]);
    sheets(open.payments.filter(p => p.payable));
    sim.rows('payments', all.payments, p => [
      sim.time(p.createdAt), { mono: p.outTradeNo }, p.description, yuan(p.paidTotal || p.total), states[p.tradeState],
      p.refunds.map(r => yuan(r.refund) + ' ' + outcomes[r.status]).join('，'),
    ], '还没有订单');
    sim.rows('notifications', told.notifications, n => [
      sim.time(n.createdAt), n.eventType, { mono: n.outTradeNo }, deliveries[n.state],
      n.attempts.map(a => a.status || '无应答').join('，'), sim.time(n.nextDue),
    ], '还没有通知');
    await sim.calls();
  };
  sim.watch(look);
});

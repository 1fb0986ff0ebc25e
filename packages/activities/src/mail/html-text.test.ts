import { textOfHtml } from './html-text.ts';

test.each([
  ['<p>One</p><p>Two</p>', 'One\nTwo'],
  ['a<br>b<br/>c', 'a\nb\nc'],
  ['<h1>巡检报告</h1>\n  <ul><li>一号</li><li>二号</li></ul>', '巡检报告\n- 一号\n- 二号'],
  ['<table><tr><td>a</td><td>b</td></tr></table>', 'a\tb'],
  ['<style>p { color: red }</style><p>seen</p><script>alert(1)</script>', 'seen'],
  ['&lt;b&gt; &amp; &quot;x&quot; &#20320; &#x597D; &nbsp;&copy;', '<b> & "x" 你 好  &copy;'],
  ['&#0;&#xD800;&#9999999;', '&#0;&#xD800;&#9999999;'],
  ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ['', ''],
])('%j reads as %j', (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});

test.each(['<', '<script>', '</', '<p', '&#', '<!--', '<a <a '])('a flood of %j is read in linear time', (piece) => {
  const short = textOfHtml(piece.repeat(100));
  const long = textOfHtml(piece.repeat(200_000));
  expect(long.length).toBeGreaterThanOrEqual(short.length);
});

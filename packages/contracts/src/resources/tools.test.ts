import { newTool } from './tools.ts';

const http = { type: 'http', url: 'https://meters.example.com/{meterId}' };
const mcp = { type: 'mcp', url: 'https://mcp.example.com/mcp', tool: 't' };

const saved = (execution: object) => newTool.safeParse({ name: 'meter', description: 'reads', execution });

test.each([
  { ...http, url: 'https://{主机}/{楼栋.编号}?型号={モデル}' },
  { ...http, url: '{サーバー}/x' },
  { ...http, headers: { 'X-Building': 'Zürich\u3000', 'X-Tab': 'a\tb' } },
  { ...mcp, url: 'https://mcp.example.com/{tenant}' },
])('accepts %j, which can be called', (execution) => {
  expect(saved(execution).error).toBeUndefined();
});

test.each([
  [{ ...http, headers: { 'X-Building': 'A栋' } }, ['execution', 'headers', 'X-Building']],
  [{ ...http, headers: { 'X-Building': 'a\nX: y' } }, ['execution', 'headers', 'X-Building']],
  [{ ...mcp, headers: { 'X-Building': 'A栋' } }, ['execution', 'headers', 'X-Building']],
  [{ ...http, url: 'https://{a b}/' }, ['execution', 'url']],
  [{ ...http, url: 'https://{用户}:{密码}@example.com/' }, ['execution', 'url']],
  [{ ...mcp, url: '{server}/mcp' }, ['execution', 'url']],
])('refuses %j, which every call would refuse', (execution, path) => {
  expect(saved(execution).error?.issues.map((issue) => issue.path)).toEqual([path]);
});

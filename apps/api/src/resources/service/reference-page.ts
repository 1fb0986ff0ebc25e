import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A file of the reference page. */
export interface Asset {
  type: string;
  content: Buffer | string;
}

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Perdura API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<noscript><p>The reference needs scripts; the document itself is at <a href="/openapi.json">/openapi.json</a>.</p></noscript>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null });\n`;

/** The reference page and its files, read once from the installed package: nothing loads from elsewhere. */
export function referencePage(): { page: string; assets: ReadonlyMap<string, Asset> } {
  const folder = dirname(createRequire(join(import.meta.dirname, 'x.js')).resolve('swagger-ui-dist/package.json'));
  const read = (file: string) => readFileSync(join(folder, file));
  return {
    page: PAGE,
    assets: new Map<string, Asset>([
      ['swagger-ui.css', { type: 'text/css', content: read('swagger-ui.css') }],
      ['swagger-ui-bundle.js', { type: 'text/javascript', content: read('swagger-ui-bundle.js') }],
      ['start.js', { type: 'text/javascript', content: START }],
    ]),
  };
}

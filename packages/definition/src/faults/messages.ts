import { fillText, type TextValues } from './catalogue.ts';

/** Languages that faults are told in. */
export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * Every fault of a definition by its code, in both languages. `{name}` stands for a value of the fault; `{at}` is
 * always there: the JSON Pointer of the place.
 */
const MESSAGES = {
  REQUIRED: {
    en: '{field} is missing: expected {expected}',
    'zh-CN': '缺少 {field}:应为{expected}',
  },
  WRONG_TYPE: {
    en: '{field} is {found}: expected {expected}',
    'zh-CN': '{field} 是{found}:应为{expected}',
  },
  UNKNOWN_FIELD: {
    en: '{field} is no field of {place}{known}',
    'zh-CN': '{place} 没有字段 {field}{known}',
  },
  NOT_ALLOWED_VALUE: {
    en: '{field} is {found}: expected one of {expected}',
    'zh-CN': '{field} 是{found}:应为以下之一:{expected}',
  },
  ONE_OF_FIELDS: {
    en: '{field} needs exactly one of these fields: {fields}',
    'zh-CN': '{field} 应恰好包含以下字段之一:{fields}',
  },
  OUT_OF_RANGE: {
    en: '{field} is {found}: expected {expected}',
    'zh-CN': '{field} 是{found}:应{expected}',
  },
  EMPTY: {
    en: '{field} is empty: expected a text',
    'zh-CN': '{field} 为空:应为文本',
  },
  TEMPLATE_EXPECTED: {
    en: '{field} is {found}: expected {expected}, or a text with a template {{ … }}',
    'zh-CN': '{field} 是{found}:应为{expected},或含模板 {{ … }} 的文本',
  },
  FORBIDDEN_KEY: {
    en: 'The key "{key}" at {at} is not allowed anywhere in a definition',
    'zh-CN': '{at} 处的键 "{key}" 在定义中任何位置都不允许',
  },
  NUL_CHARACTER: {
    en: 'The text at {at} holds the NUL character (U+0000), which cannot be stored',
    'zh-CN': '{at} 处的文本含有无法存储的 NUL 字符(U+0000)',
  },
  LONE_SURROGATE: {
    en: 'The text at {at} holds half of a surrogate pair: expected well-formed Unicode',
    'zh-CN': '{at} 处的文本含有不成对的代理字符:应为合法的 Unicode 文本',
  },
  NOT_JSON: {
    en: 'The value at {at} is {found}, which JSON cannot hold',
    'zh-CN': '{at} 处的值是{found},JSON 无法表示',
  },
  TOO_DEEP: {
    en: 'The value at {at} is nested deeper than {limit} levels',
    'zh-CN': '{at} 处的值嵌套超过 {limit} 层',
  },
  DEFINITION_TOO_LARGE: {
    en: 'The definition is larger than {limit} bytes of JSON',
    'zh-CN': '定义的 JSON 超过 {limit} 字节',
  },
  TOO_MANY_VALUES: {
    en: 'The definition holds more than {limit} values and keys',
    'zh-CN': '定义包含的值和键超过 {limit} 个',
  },
  TOO_MANY_KEYS: {
    en: 'The object at {at} has more than {limit} keys',
    'zh-CN': '{at} 处的对象超过 {limit} 个键',
  },
  TOO_MANY_NODES: {
    en: 'The definition has {found} nodes: expected at most {limit}',
    'zh-CN': '定义有 {found} 个节点:最多 {limit} 个',
  },
  TOO_MANY_EDGES: {
    en: 'The definition has {found} edges: expected at most {limit}',
    'zh-CN': '定义有 {found} 条边:最多 {limit} 条',
  },
  BODY_EMPTY: {
    en: 'The body of the loop "{id}" has no nodes: expected at least one',
    'zh-CN': '循环 "{id}" 的 body 没有节点:至少应有一个',
  },
  BODY_TOO_DEEP: {
    en: 'The body at {at} is nested deeper than {limit} loops',
    'zh-CN': '{at} 处的 body 嵌套超过 {limit} 层循环',
  },
  TOO_MANY_FAULTS: {
    en: 'There are more faults than these, at least {count}: they are not listed',
    'zh-CN': '除此之外至少还有 {count} 处错误,未列出',
  },
  NODE_TYPE_UNKNOWN: {
    en: '{found} is no node type; known types: {known}',
    'zh-CN': '没有 {found} 这种节点类型;已知类型:{known}',
  },
  NODE_ID_INVALID: {
    en: '{found} cannot be a node id: expected a letter, digit or _ and then up to 63 letters, digits, _ or -',
    'zh-CN': '{found} 不能作为节点 ID:应以字母、数字或 _ 开头,其后最多 63 个字母、数字、_ 或 -',
  },
  NODE_ID_RESERVED: {
    en: '"{id}" cannot be a node id: expressions use this name for something else',
    'zh-CN': '"{id}" 不能作为节点 ID:该名称在表达式中另有含义',
  },
  NODE_ID_DUPLICATE: {
    en: 'The node id "{id}" is taken by {first} already: expected ids that differ',
    'zh-CN': '节点 ID "{id}" 已被 {first} 使用:节点 ID 必须唯一',
  },
  STEP_NAME_INVALID: {
    en: 'The step name at {at} is not allowed: expected letters, digits and underscores, no digit first, at most 100, and none of trigger, connections, variables',
    'zh-CN':
      '{at} 处的步骤名称不允许:应由字母、数字和下划线组成,不以数字开头,最多 100 个字符,且不是 trigger、connections、variables',
  },
  STEP_NAME_DUPLICATE: {
    en: 'The step name "{name}" is taken by a step before: expected names that differ',
    'zh-CN': '步骤名称 "{name}" 已被前面的步骤使用:步骤名称必须唯一',
  },
  PIECE_NAME_INVALID: {
    en: 'The piece name at {at} is not allowed: expected the name of a package, such as @activepieces/piece-webhook',
    'zh-CN': '{at} 处的 piece 名称不允许:应为软件包名称,例如 @activepieces/piece-webhook',
  },
  PIECE_VERSION_INVALID: {
    en: 'The piece version at {at} is not allowed: expected x.y.z, ~x.y.z or ^x.y.z',
    'zh-CN': '{at} 处的 piece 版本不允许:应为 x.y.z、~x.y.z 或 ^x.y.z',
  },
  ROUTER_CHILDREN: {
    en: 'The router at {at} has {children} children for {branches} branches: expected one for each',
    'zh-CN': '{at} 处的路由有 {children} 个 children,但有 {branches} 个分支:应一一对应',
  },
  FLOW_TOO_DEEP: {
    en: 'The step at {at} stands within more than {limit} loops and branches',
    'zh-CN': '{at} 处的步骤位于超过 {limit} 层循环和分支之内',
  },
  FLOW_TOO_LONG: {
    en: 'The flow has more than {limit} steps',
    'zh-CN': '流程的步骤超过 {limit} 个',
  },
  EDGE_NODE_UNKNOWN: {
    en: 'The edge names the node "{id}", which does not exist; known nodes: {known}',
    'zh-CN': '边指向的节点 "{id}" 不存在;已有节点:{known}',
  },
  EDGE_CROSSES_LEVELS: {
    en: 'The edge names the node "{id}" at {place}, which belongs to another graph: expected one of {known}',
    'zh-CN': '边指向的节点 "{id}"({place})属于另一个图:应为以下之一:{known}',
  },
  EDGE_SELF_LOOP: {
    en: 'The edge leads from "{id}" back to itself: expected two different nodes',
    'zh-CN': '边从 "{id}" 指回自身:应连接两个不同的节点',
  },
  EDGE_DUPLICATE: {
    en: 'The edge from "{from}" to "{to}" repeats {first}',
    'zh-CN': '从 "{from}" 到 "{to}" 的边与 {first} 重复',
  },
  EDGE_CONDITION_IMPOSSIBLE: {
    en: 'The node "{id}" ({type}) never has the outcome "{condition}": expected {expected}',
    'zh-CN': '节点 "{id}"({type})不会产生结果 "{condition}":应为{expected}',
  },
  EDGE_CONDITION_NEEDS_FIELD: {
    en: 'The node "{id}" ({type}) never has the outcome "{condition}" as it is: expected {field}: "{value}" in its config',
    'zh-CN': '节点 "{id}"({type})目前不会产生结果 "{condition}":config 中应有 {field}: "{value}"',
  },
  GRAPH_CYCLE: {
    en: 'The edges form a cycle: {cycle}',
    'zh-CN': '边构成了循环:{cycle}',
  },
  NODE_UNREACHABLE: {
    en: 'The node "{id}" can never run: all that leads to it is a cycle',
    'zh-CN': '节点 "{id}" 永远无法执行:只有循环通向它',
  },
  JOIN_IMPOSSIBLE: {
    en: 'The node "{id}" waits for {found} incoming edges but has {count}: expected "all", "any" or 1 to {count}',
    'zh-CN': '节点 "{id}" 等待 {found} 条入边,但只有 {count} 条:应为 "all"、"any" 或 1 到 {count}',
  },
  RETRY_INTERVALS: {
    en: 'retry.maximum is shorter than retry.initial: expected at least {initial}',
    'zh-CN': 'retry.maximum 短于 retry.initial:至少应为 {initial}',
  },
  DURATION_INVALID: {
    en: '{found} is no duration: expected ISO 8601 (PT10M) or short (5s, 90d), {range}',
    'zh-CN': '{found} 不是有效时长:应为 ISO 8601(PT10M)或简写(5s、90d),{range}',
  },
  DURATIONS_NOT_RISING: {
    en: '{found} is not longer than the level before it: expected durations that rise',
    'zh-CN': '{found} 不长于上一级:各级时长应递增',
  },
  TIMEOUT_MISSING: {
    en: '{field} has no meaning without a timeout: expected "timeout" beside it',
    'zh-CN': '没有 timeout 时 {field} 没有意义:应同时给出 "timeout"',
  },
  TOOL_UNKNOWN: {
    en: 'There is no tool named "{name}"; {known}',
    'zh-CN': '没有名为 "{name}" 的工具;{known}',
  },
  CONNECTION_UNKNOWN: {
    en: 'There is no connection named "{name}"; {known}',
    'zh-CN': '没有名为 "{name}" 的连接;{known}',
  },
  TABLE_UNKNOWN: {
    en: 'There is no table {name}',
    'zh-CN': '表格 {name} 不存在',
  },
  WRITE_INCOMPLETE: {
    en: 'A table-write with the operation {operation} takes {expected} and nothing else beside the table',
    'zh-CN': '操作为 {operation} 的 table-write 除表格外只接受 {expected}',
  },
  CHANNEL_UNKNOWN: {
    en: 'There is no channel named "{name}"; {known}',
    'zh-CN': '没有名为 "{name}" 的渠道;{known}',
  },
  REPLY_EMPTY: {
    en: 'The reply says nothing: expected text, attachments or data',
    'zh-CN': '回复没有内容:应有 text、attachments 或 data',
  },
  CONNECTION_TYPE_WRONG: {
    en: 'The connection "{name}" is of type {type}: expected {expected}',
    'zh-CN': '连接 "{name}" 的类型是 {type}:应为 {expected}',
  },
  WORKFLOW_UNKNOWN: {
    en: 'There is no workflow "{name}" in this project: expected the id of one',
    'zh-CN': '本项目中没有工作流 "{name}":应为已有工作流的 ID',
  },
  VERSION_UNKNOWN: {
    en: 'The workflow has no version {name}: expected latest, a number from 1 to {newest}, or a label that it has; {known}',
    'zh-CN': '该工作流没有版本 {name}:应为 latest、1 到 {newest} 的数字,或已有的标签;{known}',
  },
  ON_FAILURE_SELF: {
    en: 'A workflow cannot be its own onFailure: expected the id of another one',
    'zh-CN': '工作流不能以自身作为 onFailure:应为另一个工作流的 ID',
  },
  APPROVER_INVALID: {
    en: '{found} is no approver: expected an e-mail address, user:<id>, group:<name>, or a template',
    'zh-CN': '{found} 不是审批人:应为电子邮件地址、user:<id>、group:<name> 或模板',
  },
  APPROVALS_IMPOSSIBLE: {
    en: 'required is {found}, but only {count} approvers are ever asked: expected at most {count}',
    'zh-CN': 'required 是 {found},但总共只有 {count} 位审批人:最多 {count}',
  },
  URL_INVALID: {
    en: '{found} is no web address: expected http:// or https:// and a host',
    'zh-CN': '{found} 不是网址:应为 http:// 或 https:// 加主机名',
  },
  URL_CREDENTIALS: {
    en: 'The address holds a user name or password, which no request sends: expected an address without, and a connection for credentials',
    'zh-CN': '网址含有用户名或密码,请求不会发送:应为不含二者的网址,凭据请使用连接',
  },
  METHOD_INVALID: {
    en: '{found} is no HTTP method; known methods: {expected}',
    'zh-CN': '{found} 不是 HTTP 方法;可用方法:{expected}',
  },
  HEADER_INVALID: {
    en: '{found} cannot stand in an HTTP header: expected a header name, and a value without line breaks',
    'zh-CN': '{found} 不能用于 HTTP 头:名称须合法,值不得含换行',
  },
  HEADER_LETTER: {
    en: '{found} holds letters that an HTTP header cannot carry: expected Latin letters, digits and signs',
    'zh-CN': '{found} 含有 HTTP 头无法携带的字符:应为拉丁字母、数字和符号',
  },
  HEADER_RESERVED: {
    en: '{found} belongs to the connection itself and cannot be set',
    'zh-CN': '{found} 属于连接本身,不可设置',
  },
  EMAIL_INVALID: {
    en: '{found} is no e-mail address: expected name@example.com, or a list of such',
    'zh-CN': '{found} 不是电子邮件地址:应为 name@example.com,或由其组成的列表',
  },
  LINE_BREAK: {
    en: '{field} holds a line break: expected one line',
    'zh-CN': '{field} 含有换行:应为单行文本',
  },
  JSON_SCHEMA_INVALID: {
    en: '{found} is no part of a JSON Schema at this place: expected {expected}',
    'zh-CN': '{found} 在此处不是合法的 JSON Schema:应为{expected}',
  },
  JSON_SCHEMA_UNUSABLE: {
    en: 'The JSON Schema cannot be used: {problem}',
    'zh-CN': '此 JSON Schema 无法使用:{problem}',
  },
  CRON_FIELD_COUNT: {
    en: 'The schedule "{schedule}" has {found} fields: expected 5 (minute, hour, day of month, month, day of week) or a macro such as @daily',
    'zh-CN': '计划 "{schedule}" 有 {found} 个字段:应为 5 个(分、时、日、月、星期)或 @daily 之类的宏',
  },
  CRON_FIELD_INVALID: {
    en: 'The field {cronField} of the schedule holds "{found}": expected {expected}',
    'zh-CN': '计划的{cronField}字段含有 "{found}":应为{expected}',
  },
  CRON_NEVER_FIRES: {
    en: 'The schedule "{schedule}" never fires: no date or time fits it',
    'zh-CN': '计划 "{schedule}" 永远不会触发:没有符合的日期或时间',
  },
  TIMEZONE_UNKNOWN: {
    en: '{found} is no time zone: expected an IANA name such as Asia/Shanghai',
    'zh-CN': '{found} 不是时区:应为 IANA 名称,如 Asia/Shanghai',
  },
  TIME_INVALID: {
    en: '{found} is no point in time: expected ISO 8601 with an offset, such as 2026-04-12T08:00:00Z',
    'zh-CN': '{found} 不是时间点:应为带时区偏移的 ISO 8601,如 2026-04-12T08:00:00Z',
  },
  TIME_WINDOW_EMPTY: {
    en: 'endAt is not after startAt: expected a later time',
    'zh-CN': 'endAt 不晚于 startAt:应为更晚的时间',
  },
  TOOL_NAME_INVALID: {
    en: '{found} is no name of a tool: expected 1 to 64 letters, digits, "_" and "-"',
    'zh-CN': '{found} 不是工具名:应为 1 到 64 个字母、数字、"_" 或 "-"',
  },
  EVENT_TYPE_INVALID: {
    en: '{found} is no event type: expected name.name, such as alert.triggered',
    'zh-CN': '{found} 不是事件类型:应为 name.name,如 alert.triggered',
  },
  WEBHOOK_PATH_INVALID: {
    en: '{found} is no path of a webhook: expected segments of letters, digits, ".", "_", "~" and "-" with "/" between, such as orders/new',
    'zh-CN': '{found} 不是 webhook 路径:应为以 "/" 分隔、由字母、数字及 "."、"_"、"~"、"-" 组成的若干段,如 orders/new',
  },
  WEBHOOK_HEADER_NAME: {
    en: '{found} is no name of a header: expected letters, digits and -, such as X-Signature',
    'zh-CN': '{found} 不是请求头名称:应为字母、数字和 -,如 X-Signature',
  },
  WEBHOOK_HEADER_DROPPED: {
    en: '{found} is kept for credentials of the platform and is never looked at here: expected another header',
    'zh-CN': '{found} 专用于平台自身的凭证,此处不会读取:应为其他请求头',
  },
  WEBHOOK_SIGNED_INVALID: {
    en: 'signed is {found}: expected {body} once, {time} and otherwise only {id}, {method}, {path} in braces',
    'zh-CN': 'signed 是 {found}:应恰好包含一次 {body},{time},此外大括号中只能是 {id}、{method}、{path}',
  },
  WEBHOOK_SECRET_UNKNOWN: {
    en: '"***" stands for a secret that is kept, but there are only {count}: expected the secret itself',
    'zh-CN': '"***" 表示已保存的密钥,但目前只保存了 {count} 个:应提供密钥本身',
  },
  WEBHOOK_SECRET_FORM: {
    en: 'secret is not of the form that Standard Webhooks has: expected "whsec_" and base64',
    'zh-CN': 'secret 不符合 Standard Webhooks 的格式:应为 "whsec_" 加 base64',
  },
  FAIL_CODE_INVALID: {
    en: '{found} is no error code: expected capital letters, digits and _, such as ORDER_REJECTED',
    'zh-CN': '{found} 不是错误代码:应为大写字母、数字和 _,如 ORDER_REJECTED',
  },
  FAIL_CODE_KEPT: {
    en: '{found} is kept for failures of the platform: expected a code of your own',
    'zh-CN': '{found} 保留给平台自身的失败使用:应为自定义的错误代码',
  },
  CODE_SYNTAX: {
    en: 'The code cannot be read: {detail}',
    'zh-CN': '无法解析代码:{detail}',
  },
  CODE_TOO_LONG: {
    en: 'The code is longer than {limit} characters',
    'zh-CN': '代码超过 {limit} 个字符',
  },
  CODE_TOO_DEEP: {
    en: 'The code is nested too deeply',
    'zh-CN': '代码嵌套过深',
  },
  CODE_TOO_MUCH: {
    en: 'The code nodes of the definition hold more than {limit} characters together',
    'zh-CN': '定义中所有代码节点合计超过 {limit} 个字符',
  },
  EXPRESSION_EMPTY: {
    en: 'The expression is empty: expected a path such as fetch.result, or JavaScript',
    'zh-CN': '表达式为空:应为 fetch.result 之类的路径,或 JavaScript',
  },
  EXPRESSION_SYNTAX: {
    en: 'The expression cannot be read: {detail}',
    'zh-CN': '无法解析表达式:{detail}',
  },
  EXPRESSION_NOT_SINGLE: {
    en: 'Found "{found}" after the expression: expected its end, since it must be one expression',
    'zh-CN': '表达式之后出现 "{found}":应在此结束,只能有一个表达式',
  },
  EXPRESSION_UNTERMINATED: {
    en: 'The expression or template does not end: expected the rest of it, and }} after a template',
    'zh-CN': '表达式或模板没有结束:应补全其余部分,模板以 }} 结束',
  },
  EXPRESSION_TOO_LONG: {
    en: 'The expression is longer than {limit} characters, or its template is never closed by }}',
    'zh-CN': '表达式超过 {limit} 个字符,或其模板没有以 }} 结束',
  },
  EXPRESSION_TOO_DEEP: {
    en: 'The expression is nested too deeply',
    'zh-CN': '表达式嵌套过深',
  },
  EXPRESSION_TOO_MANY: {
    en: 'There are more templates than the limit of {limit}',
    'zh-CN': '模板数量超过上限 {limit}',
  },
  EXPRESSION_NAME_UNKNOWN: {
    en: 'The name "{name}" means nothing here; known names: {known}{hint}',
    'zh-CN': '名称 "{name}" 在此处没有含义;可用名称:{known}{hint}',
  },
  EXPRESSION_NODE_UNKNOWN: {
    en: 'There is no node "{name}"; known names: {known}',
    'zh-CN': '没有节点 "{name}";可用名称:{known}',
  },
  EXPRESSION_NODE_NOT_UPSTREAM: {
    en: 'The node "{name}" does not come before "{id}": expected a node from which edges lead here',
    'zh-CN': '节点 "{name}" 不在 "{id}" 的上游:只能引用有边通向此处的节点',
  },
  EXPRESSION_OWN_RESULT: {
    en: 'The node "{id}" cannot use its own result',
    'zh-CN': '节点 "{id}" 不能引用自身的结果',
  },
  EXPRESSION_LOOP_RESULT: {
    en: 'The loop "{name}" has no result yet inside its own body',
    'zh-CN': '循环 "{name}" 在其自身的 body 内尚无结果',
  },
  EXPRESSION_NODE_IN_BODY: {
    en: 'The node "{name}" exists only inside the body of the loop "{loop}": outside it the result of "{loop}" can be used',
    'zh-CN': '节点 "{name}" 只存在于循环 "{loop}" 的 body 内:在其外部可引用 "{loop}" 的结果',
  },
  EXPRESSION_NAME_FORBIDDEN: {
    en: 'The name "{name}" must not be used in expressions',
    'zh-CN': '表达式中不允许使用名称 "{name}"',
  },
  EXPRESSION_ASSIGNMENT: {
    en: 'The expression assigns to "{name}": expected an expression that only computes a value',
    'zh-CN': '表达式对 "{name}" 赋值:表达式只能计算值',
  },
  EXPRESSION_SYNTAX_FORBIDDEN: {
    en: '{syntax} must not be used in expressions',
    'zh-CN': '表达式中不允许使用 {syntax}',
  },
} as const satisfies Record<string, Record<Locale, string>>;

export type FaultCode = keyof typeof MESSAGES;
/** Values that a message names. */
export type FaultValues = TextValues;

/** All fault codes: each has a page in docs/errors. */
export const FAULT_CODES = Object.keys(MESSAGES) as readonly FaultCode[];

/** A fault in words. */
export function faultMessage(code: FaultCode, values: FaultValues, locale: Locale): string {
  return fillText(MESSAGES[code][locale], values);
}

/**
 * Words that lists of stolen passwords begin with, in lower case; those of ten characters and more as they are, shorter
 * ones because people put digits and marks behind them.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `password passwort password1 passw0rd p@ssword p@ssw0rd mypassword yourpassword newpassword changeme change-me letmein
  letmeinnow welcome welcometo welcome1 admin administrator adminadmin root rootroot superuser default guest login
  qwerty qwertyui qwertyuiop qwerty123 1qaz2wsx 1qaz2wsx3edc 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5
  qazwsx qazwsxedc qazwsxedcrfv zaq12wsx zaq1zaq1 asdf asdfgh asdfghjkl asdfasdf zxcvbn zxcvbnm abcd abcdef abcdefgh
  abcdefghij abc123 a1b2c3 a1b2c3d4 a1b2c3d4e5 aa123456 a123456 woaini woaini520 woaini1314 5201314 1314520 iloveyou
  iloveyou1 monkey dragon football baseball basketball superman batman starwars pokemon princess sunshine shadow master
  michael jennifer jordan ashley thomas charlie donald trustno1 whatever freedom computer internet secret topsecret
  hello helloworld hello123 hellohello test testtest testing tester test1234 temp temporary example sample demo
  perdura perduraperdura temporal workflow automation
  correcthorsebatterystaple summer winter spring autumn monday january february august october november december
  mustang access fuckyou hunter hunter2 google microsoft windows samsung iphone apple tencent alibaba huawei`
    .trim()
    .split(/\s+/),
);

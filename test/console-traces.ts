/** What is typed on Espruino's console, in this order, and what the terminal shows: the same on the interpreter itself. */
export const CONSOLE_TRACES: [keys: string, shown: string][] = [
  ['1+1\n', '1+1\r\n=2\r\n>'],
  ['var a=1\n', 'var a=1\r\n=1\r\n>'],
  ['a\n', 'a\r\n=1\r\n>'],
  ['let a=2;\n', 'let a=2;\r\n=2\r\n>'],
  ['function f(x,y){return 1}\n', 'function f(x,y){return 1}\r\n=function (x,y) { ... }\r\n>'],
  ['f()\r\n', 'f()\r\n=1\r\n>'],
  ['\n', '\r\n>'],
  // what begins with DLE is neither shown nor answered
  ['\x10print(1)\n', '1\r\n>'],
  ['\x10 1+1\n\n', '\r\n>'],
  ['"he\\nllo\\xe9"\n', '"he\\nllo\\xe9"\r\n="he\\nllo\\xE9"\r\n>'],
  [
    '({a:1,b:[1,"x"],"c d":null})\n',
    '({a:1,b:[1,"x"],"c d":null})\r\n={ a: 1, \r\n  b: [ 1, \r\n    "x"\r\n   ], \r\n  "c d": null }\r\n>',
  ],
  [
    '[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]\n',
    '[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]\r\n=[ 1, 2, 3, 4, 5,  ... 12, 13, 14, 15, 16 ]\r\n>',
  ],
  ['print\n', 'print\r\n=function () { [native code] }\r\n>'],
  ['xyz\n', 'xyz\r\nUncaught ReferenceError: "xyz" is not defined\r\n    at REPL (:1:1)\r\nxyz\r\n^\r\n>'],
  ['throw "z"\n', 'throw "z"\r\nUncaught z\r\n>'],
  // an open bracket asks for more lines
  ['f(\n1)\n', 'f(\r\n:1)\r\n=1\r\n>'],
  ['`a\nb`\n', '`a\r\n:b`\r\n="a\\nb"\r\n>'],
  ['print(1)\x1b\nprint(2)\n', 'print(1)\r\n:print(2)\r\n1\r\n2\r\n=undefined\r\n>'],
  // two lines at once: the second is not shown
  ['1\n2\n', '1\r\n=1\r\n=2\r\n>'],
  ['abc\b\b\b1\n', 'abc\b \b\b \b\b \b1\r\n=1\r\n>'],
  ['ac\x1b[Db\x1b[C=3\n', 'ac\x1b[Dbc \b\b\bb\x1b[C=3\r\n=3\r\n>'],
  ['\x1b[A\n', '\x1b[Jabc=3\r\n=3\r\n>'],
  ['xy\x1b[2H', 'xy\x1b[D\x1b[D\r\x1b[J>'],
  ['print({a:"x"})\n', 'print({a:"x"})\r\n{ \r\n  "a": "x"\r\n }\r\n=undefined\r\n>'],
  [
    'setTimeout(print,0,"later");undefined\n',
    'setTimeout(print,0,"later");undefined\r\n=undefined\r\n>\r\x1b[Jlater\r\n>',
  ],
  ['echo(0)\nprint(3)\necho(1)\n', 'echo(0)\r\n3\r\n=undefined\r\n>'],
];

/** Packets, and what the chip sends for each. */
export const PACKET_TRACES: [fact: string, packet: string, answer: string][] = [
  ['an expression has its value', '\x10\x01\x20\x031+2', '\x06\x10\x01\x00\x013'],
  ['an object comes without quotes around its keys', '\x10\x01\x20\x0b{"a":[1,2]}', '\x06\x10\x01\x00\x09{a:[1,2]}'],
  ['a file is announced', '\x10\x01\x60\x10{fn:"a.js",s:10}', '\x06'],
  ['its first half is taken', '\x10\x01\x80\x05print', '\x06'],
  ['its second half is taken', '\x10\x01\x80\x05(123)', '\x06'],
  ['more than was announced is refused', '\x10\x01\x80\x01x', '\x15'],
  ['a file is sent back', '\x10\x01\xa0\x0b{fn:"a.js"}', '\x06\x10\x01\x80\x0aprint(123)\x10\x01\x80\x00'],
  ['a file that is not there is refused', '\x10\x01\xa0\x09{fn:"zz"}', '\x15'],
  ['an event that nobody awaits is refused', '\x10\x01\x40\x07{t:"x"}', '\x15'],
  ['what is no object is refused', '\x10\x01\x60\x03[1]', '\x15'],
  ['an unknown type is refused', '\x10\x01\xc0\x01x', '\x15'],
];

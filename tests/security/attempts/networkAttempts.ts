import type { AttemptGroup } from './attempt.ts';

export const reachingOut: AttemptGroup = {
  what: 'reach the host or the network',
  attempts: [
    {
      title: 'a port of the host',
      python: 'return connect(("127.0.0.1", PORT))',
      javascript: 'return connect({ host: "127.0.0.1", port: PORT })',
      isProvable: true,
    },
    {
      title: 'a port of the host by its names and other addresses',
      python: `return each(lambda host: connect((host, PORT)), ['localhost', '0.0.0.0', 'host.docker.internal', '172.17.0.1', '10.0.2.2'])`,
      javascript: `return each((host) => connect({ host, port: PORT }), ['localhost', '0.0.0.0', 'host.docker.internal', '172.17.0.1', '10.0.2.2'])`,
      isProvable: true,
    },
    {
      title: 'a port of the host over version 6',
      python: `import socket
return each(lambda host: connect((host, PORT, 0, 0), socket.AF_INET6), ['::1', '::ffff:127.0.0.1', '::'])`,
      javascript: `return each((host) => connect({ host, port: PORT }), ['::1', '::ffff:127.0.0.1', '::'])`,
      isProvable: true,
    },
    {
      title: 'a web server of the host',
      python: `import urllib.request
return urllib.request.urlopen('http://127.0.0.1:PORT/', timeout=20).read()`,
      javascript: `return (await fetch('http://127.0.0.1:PORT/')).text()`,
      isProvable: true,
    },
    {
      title: 'a web server, by the means of the interpreter',
      python: `import http.client
client = http.client.HTTPConnection('127.0.0.1', PORT, timeout=20)
client.request('GET', '/')
return client.getresponse().read()`,
      javascript: `return new Promise((resolve, reject) =>
  require('node:http').get('http://127.0.0.1:PORT/', (answer) => { answer.on('data', (data) => resolve(String(data))); }).on('error', reject))`,
      isProvable: true,
    },
    {
      title: 'a web server, by programs of the system',
      python: `import subprocess, sys
return each(lambda words: subprocess.run(words, capture_output=True, timeout=20), [['curl', '-s', 'http://127.0.0.1:PORT/'],
    ['/bin/sh', '-c', 'exec 3<>/dev/tcp/127.0.0.1/PORT'], [sys.executable, '-c', 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:PORT/")']])`,
      javascript: `return [start('curl', '-s', 'http://127.0.0.1:PORT/'), start(globalThis.process.execPath, '-e', 'fetch("http://127.0.0.1:PORT/")')]`,
      isProvable: true,
    },
    {
      title: 'code from elsewhere',
      python: `import sys, subprocess
return subprocess.run([sys.executable, '-m', 'pip', 'install', '--no-deps', '--disable-pip-version-check', '--retries', '0', '--timeout', '2', '--target', '/tmp/x', 'http://127.0.0.1:PORT/x-1-py3-none-any.whl'], capture_output=True, timeout=20)`,
      javascript: `return each((address) => import(address), ['http://127.0.0.1:PORT/x.mjs', 'https://127.0.0.1:PORT/x.mjs', 'node:../x', 'data:text/javascript,export default fetch("http://127.0.0.1:PORT/")'])`,
    },
    {
      title: 'datagrams',
      python: `import socket
return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', UDP))`,
      javascript: `return new Promise((resolve, reject) => {
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('error', reject).send('x', UDP, '127.0.0.1', (failure) => { socket.close(); failure ? reject(failure) : resolve('sent'); });
})`,
      isProvable: true,
    },
    {
      title: 'the resolver of names',
      python: `import socket, asyncio
return each(lambda name: socket.getaddrinfo(name, 80), ['canary.example', 'localhost'])`,
      javascript: `return each((name) => require('node:dns').promises.resolve4(name), ['canary.example'])`,
    },
    {
      title: 'sockets of the file system',
      python: `import socket
return each(lambda path: connect(path, socket.AF_UNIX), ['SOCKET', '/proc/1/rootSOCKET', '/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/dbus/system_bus_socket'])`,
      javascript: `return each((path) => connect({ path }), ['SOCKET', '/proc/1/rootSOCKET', '/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/dbus/system_bus_socket'])`,
      isProvable: true,
    },
    {
      title: 'abstract sockets',
      python: `import socket
# Some programs fill the name up.
return each(lambda name: connect(name, socket.AF_UNIX), ['\\0ABSTRACT', '\\0ABSTRACT'.ljust(108, '\\0')])`,
      javascript: `return connect({ path: '\\0ABSTRACT' })`,
      isProvable: true,
    },
    {
      title: 'by listening where the host can be reached',
      python: `import socket
server = socket.create_server(('0.0.0.0', FREE))
globals()['kept'] = server
return 'listens'`,
      javascript: `return new Promise((resolve, reject) =>
  (globalThis.kept = require('node:net').createServer()).on('error', reject).listen(FREE, '0.0.0.0', () => resolve('listens')))`,
      isProvable: true,
    },
    {
      title: 'by raw, packet, netlink, vsock and Bluetooth sockets',
      python: `import socket
return each(lambda kind: socket.socket(*kind).bind(('0.0.0.0', 0)), [(2, 3, 1), (10, 3, 58), (17, 3, 768), (16, 3, 0), (40, 1, 0), (31, 5, 0), (38, 5, 0)])`,
      javascript: `return [start('ping', '-c', '1', '127.0.0.1'), start('ip', 'link'), start('nc', '127.0.0.1', 'PORT')]`,
    },
    {
      title: 'in the routes and connections that /proc shows',
      python: `rows = [line.split() for name in ['tcp', 'tcp6', 'unix'] for line in read('/proc/net/' + name).splitlines()]
return [row for row in rows if any(word.endswith(':%04X' % PORT) or 'SOCKET' in word for word in row) and 'GAINED']`,
      javascript: `return ['tcp', 'tcp6', 'unix'].map((name) => read('/proc/net/' + name)).some((text) => text.includes(':HEXPORT ') || text.includes('SOCKET')) && 'GAINED'`,
      isProvable: true,
    },
  ],
};

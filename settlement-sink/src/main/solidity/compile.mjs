// Compiles the contracts to ../resources/contracts/NAME.json: ABI, bytecode, and what they were made of.
// With --check it writes nothing and fails when what is committed is not what the sources give.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONTRACTS = ['SettlementLog'];

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'resources', 'contracts');
const require = createRequire(import.meta.url);
const solc = require('solc');

const own = Object.fromEntries(
  readdirSync(join(here, 'contracts'))
    .filter((name) => name.endsWith('.sol'))
    .sort()
    .map((name) => [name, readFileSync(join(here, 'contracts', name), 'utf8')]),
);

// No metadata hash, so that the same sources give the same bytes wherever they are compiled.
const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 10000 },
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
};

const input = {
  language: 'Solidity',
  sources: Object.fromEntries(Object.entries(own).map(([name, content]) => [name, { content }])),
  settings: { ...settings, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
};

const load = (path) => {
  const file = join(here, 'node_modules', path);
  return existsSync(file)
    ? { contents: readFileSync(file, 'utf8') }
    : { error: `${path} is not under node_modules: run npm ci first` };
};

const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load }));
for (const problem of output.errors ?? []) {
  console.error(problem.formattedMessage);
}
if ((output.errors ?? []).length > 0) {
  process.exit(1); // a warning is an error
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
let stale = 0;
mkdirSync(target, { recursive: true });
for (const name of CONTRACTS) {
  const { abi, evm } = output.contracts[`${name}.sol`][name];
  const artifact = {
    contract: name,
    compiler: solc.version(),
    openzeppelin: require('@openzeppelin/contracts/package.json').version,
    settings,
    sources: Object.fromEntries(Object.entries(own).map(([file, content]) => [file, sha256(content)])),
    abi,
    bytecode: `0x${evm.bytecode.object}`,
  };
  const text = `${JSON.stringify(artifact, null, 2)}\n`;
  const file = join(target, `${name}.json`);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
    console.log(`${name}: ${evm.bytecode.object.length / 2} bytes of code, written to ${file}`);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is not what the sources give: run mvn -Pcontracts generate-resources and commit it`);
    stale += 1;
  } else {
    console.log(`${name}: committed and compiled agree`);
  }
}
process.exit(stale === 0 ? 0 : 1);

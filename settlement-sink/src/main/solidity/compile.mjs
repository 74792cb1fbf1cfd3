// Compiles the contracts to ../resources/contracts/NAME.json: ABI, bytecode, and what they were made of.
// With --check it writes nothing and fails when what is committed is not what the sources give.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// How often the optimizer expects each function to run: many times, or seldom where the code would not fit otherwise.
const OFTEN = 10000;
const SELDOM = 200;
const CONTRACTS = {
  SettlementLog: OFTEN,
  InferToken: OFTEN,
  NodeStaking: SELDOM,
  RewardDistributor: OFTEN,
  ModelRegistry: OFTEN,
  RequestEscrow: OFTEN,
  InferenceGateway: OFTEN,
  InferenceAsker: OFTEN,
  InferGovernor: SELDOM,
  InferTimelock: OFTEN,
  UncheckedSettlementLog: OFTEN,
};
const UNCHECKED = 'UncheckedSettlementLog';
const LARGEST = 24576; // EIP-170

const here = dirname(fileURLToPath(import.meta.url));
const targets = (name) =>
  name === UNCHECKED
    ? join(here, '..', '..', 'test', 'resources', 'contracts')
    : join(here, '..', 'resources', 'contracts');
const require = createRequire(import.meta.url);
const solc = require('solc');

const own = Object.fromEntries(
  readdirSync(join(here, 'contracts'))
    .filter((name) => name.endsWith('.sol'))
    .sort()
    .map((name) => [name, readFileSync(join(here, 'contracts', name), 'utf8')]),
);

// For the fault test alone: the log as it is, but taking any batch. The test must show that it would see loss and
// duplication, and this one loses and duplicates.
const CHECK = /\n +if \(firstOffset != [^{]*\{\n +revert NotContiguous[^}]*\}/;
const unchecked = own['SettlementLog.sol'].replace(CHECK, '').replace('contract SettlementLog is', `contract ${UNCHECKED} is`);
if (unchecked.length > own['SettlementLog.sol'].length - 50) {
  console.error(`SettlementLog.sol has no contiguity check that ${CHECK} finds`);
  process.exit(1);
}
const sources = { ...own, [`${UNCHECKED}.sol`]: unchecked };

// No metadata hash, so that the same sources give the same bytes wherever they are compiled.
const settingsFor = (runs) => ({
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs },
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
});

const outputs = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'];

// Only what is written: code for everything that is imported takes the compiler minutes.
const selection = (runs) =>
  Object.fromEntries(
    Object.keys(sources).map((file) => [
      file,
      CONTRACTS[file.slice(0, -'.sol'.length)] === runs ? { [file.slice(0, -'.sol'.length)]: outputs } : {},
    ]),
  );

const load = (path) => {
  const file = join(here, 'node_modules', path);
  return existsSync(file)
    ? { contents: readFileSync(file, 'utf8') }
    : { error: `${path} is not under node_modules: run npm ci first` };
};

const compile = (runs) => {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [name, { content }])),
    settings: { ...settingsFor(runs), outputSelection: selection(runs) },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load }));
  // A warning about what we wrote is an error; what others wrote we cannot change.
  const problems = (output.errors ?? []).filter(
    ({ severity, sourceLocation }) => severity === 'error' || !sourceLocation?.file.startsWith('@'),
  );
  for (const problem of problems) {
    console.error(problem.formattedMessage);
  }
  if (problems.length > 0) {
    process.exit(1);
  }
  return output.contracts;
};

const compiled = new Map([...new Set(Object.values(CONTRACTS))].map((runs) => [runs, compile(runs)]));
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
let stale = 0;
for (const [name, runs] of Object.entries(CONTRACTS)) {
  const { abi, evm } = compiled.get(runs)[`${name}.sol`][name];
  const size = evm.deployedBytecode.object.length / 2;
  if (size > LARGEST) {
    console.error(`${name} has ${size} bytes, and no chain takes more than ${LARGEST}`);
    process.exit(1);
  }
  const artifact = {
    contract: name,
    compiler: solc.version(),
    openzeppelin: require('@openzeppelin/contracts/package.json').version,
    settings: settingsFor(runs),
    sources: Object.fromEntries(Object.entries(own).map(([file, content]) => [file, sha256(content)])),
    abi,
    bytecode: `0x${evm.bytecode.object}`,
  };
  const text = `${JSON.stringify(artifact, null, 2)}\n`;
  const file = join(targets(name), `${name}.json`);
  if (!process.argv.includes('--check')) {
    mkdirSync(targets(name), { recursive: true });
    writeFileSync(file, text);
    console.log(`${name}: ${size} bytes of code, written to ${file}`);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is not what the sources give: run mvn -Pcontracts generate-resources and commit it`);
    stale += 1;
  } else {
    console.log(`${name}: committed and compiled agree`);
  }
}
process.exit(stale === 0 ? 0 : 1);

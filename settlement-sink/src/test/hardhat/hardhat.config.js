// A chain of its own kind: another id than anvil's, and a block every half second.
module.exports = {
  solidity: '0.8.28',
  networks: { hardhat: { chainId: 1337, mining: { auto: false, interval: 500 } } },
};

package io.infera.infra.attack;

import io.infera.runtime.EconomicFigures;

/** What a node gains and loses, in millionths of an INFER, by the network's one set of figures. */
record Economy(EconomicFigures figures) {
  static final Economy DEFAULTS = new Economy(EconomicFigures.defaults());

  /** Income, less the cost of the work that was done, less the stake that was lost. */
  long profit(Fate fate) {
    return fate.earned - fate.worked * figures.jobCostMicroInfer() - stakeLost(fate);
  }

  /** Each proven fault takes a larger share of what is staked, until nothing is left. */
  long stakeLost(Fate fate) {
    long stake = figures.stakeMicroInfer();
    for (int fault = 0; fault < fate.faults && stake > 0; fault++) {
      stake -= figures.slashed(stake, fault);
    }
    return figures.stakeMicroInfer() - stake;
  }
}

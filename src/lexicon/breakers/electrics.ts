import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const ELECTRICS = concept({
  name: 'electrics',
  meaning:
    'Names that speak against a circuit breaker of software: switchgear, wiring, boards, and circuits that ' +
    'are computed or driven round.',
  patterns: [
    {
      anywhere: phrases(`
        * amps, ampere, amperes, amperage, milliamps, * voltage, voltage +, * volts, kilovolts, watts, wattage,
        kilowatts, * feeder, feeders, feeder +, switchgear, switchboard, busbar, bus bar, substation *,
        transformer station, fuse, fuses, fuse box, * breaker panel *, * main breaker *, * breaker box *, * coil,
        write coil, overcurrent, over current, earth fault, ground fault, short circuit current, pcb, netlist,
        schematic, * resistor, transistor, solder, * circuit board *, * printed circuit *, * integrated circuit *,
        qubit, qubits, * quantum circuit *, * logic gate *, * zk circuit *, * proving key *, * racing circuit *,
        * lap time *, pit stop, grand prix
      `),
    },
  ],
  examples: [
    'feederAmps',
    'voltage',
    'switchgear.operate',
    'busbar',
    'mainBreakerPanel',
    'writeCoil',
    'overcurrent',
    'circuitBoard',
    'qubits',
    'racingCircuit',
    'lapTime',
  ],
  counterexamples: [
    'CircuitBreaker',
    'clamps',
    'timestamps',
    'breaker',
    'refused',
    'current',
    'halfOpen',
    'confused',
    'recoil',
    'sensors.read',
  ],
});

import { concept } from '../concept.js';
import { phrases } from '../phrases.js';

export const CONNECTIONS = concept({
  name: 'connections',
  meaning:
    'Names that speak against a circuit breaker: what is open is a connection, and it is closed when it is ' + 'lost.',
  patterns: [
    {
      anywhere: phrases(`
        * socket, * sockets, socket +, web socket +, websocket, websockets, ws, * connection, * connections,
        connection +, conn, connected, is connected, disconnected, connecting, disconnect, reconnect *,
        reconnecting, * heartbeat, heartbeat +, keep alive, handshake, ready state, peer connection, data channel,
        event source
      `),
    },
  ],
  examples: [
    'socket',
    'connectionState',
    'WebSocketClient',
    'isConnected',
    'reconnect',
    'reconnectDelay',
    'heartbeat',
    'readyState',
    'DISCONNECTED',
    'dbConnection',
  ],
  counterexamples: [
    'CircuitBreaker',
    'breaker',
    'halfOpen',
    'connector',
    'client',
    'openUntil',
    'alive',
    'failures',
    'interconnect',
    'peer.send',
  ],
});

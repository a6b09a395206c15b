/**
 * For building emulators of venues: a socket for a fetch handler, and faults on the way.
 *
 * @module @betting-advisor/adapter-kit/emulator
 */
export { type CertificateSettings, type EmulatorCertificate, makeCertificate } from './emulator/certificate.ts'
export {
  createFaultQueue,
  type Fault,
  type FaultPlan,
  type FaultQueue,
  type FaultRate,
  seededFaults,
} from './emulator/fault.ts'
export {
  EmulatorError,
  type EmulatorHandler,
  type EmulatorServer,
  type EmulatorTls,
  type ServeOptions,
  serveEmulator,
} from './emulator/serve.ts'

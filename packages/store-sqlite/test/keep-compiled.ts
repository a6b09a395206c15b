/** Keeps what Node has compiled of the sources for the next process, which it otherwise does at an end that a killed one never has. */
import { flushCompileCache } from 'node:module'

flushCompileCache()

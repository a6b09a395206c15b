import { describeSeeds } from './simulated-seeds.ts'

describeSeeds(0, 2)

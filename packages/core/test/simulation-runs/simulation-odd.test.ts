import { describeSeeds } from './simulated-seeds.ts'

describeSeeds(1, 2)

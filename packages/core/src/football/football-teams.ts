import type { Random } from '../chance/random.ts'
import { draw, normals, shuffled } from '../chance/seeded-noise.ts'

/** How clubs of one country are named: a place put together of two parts, and a way of turning it into a club. */
interface NamingStyle {
  readonly beginnings: readonly string[]
  readonly endings: readonly string[]
  readonly clubs: readonly [string, ...string[]]
}

const STYLES: readonly NamingStyle[] = [
  {
    beginnings: /* @__PURE__ */ words(
      'Ashen Bram Crow Drith Elver Fenn Gorse Hather Isen Kelm Larn Marl Nether Orrel Pend Quill Rusk Sedge Tarn Wether',
    ),
    endings: /* @__PURE__ */ words('combe mere thwaite stow holt garth wold minster haven cross'),
    clubs: ['# Town', '# United', '# City', '# Rovers', '# Athletic', '# Albion', '# Wanderers'],
  },
  {
    beginnings: /* @__PURE__ */ words(
      'Al Barca Campo Cerro Fuente Lagu Monte Nava Oliv Pera Rio Sal Sierra Torre Val Vega Villa Zafra Robla Encin',
    ),
    endings: /* @__PURE__ */ words('doria lindo mayor sinda quera brisa nera tejo luenga rubia'),
    clubs: ['CD #', 'Atlético #', '# CF', 'UD #', 'Unión #', 'Deportivo #'],
  },
  {
    beginnings: /* @__PURE__ */ words(
      'Ahr Birk Dorn Eich Falk Grün Hasel Immen Krähen Linden Mohr Nessel Ober Quell Rauten Stern Tannen Ulmen Wiesen Zeller',
    ),
    endings: /* @__PURE__ */ words('hagen brück rode wald moor fels bach heim au tal'),
    clubs: ['SV #', 'TSV #', 'VfL #', 'Sportfreunde #', '# 04', 'Eintracht #'],
  },
]

function words(text: string): string[] {
  return text.split(' ')
}

/** Invented clubs, no two of one place, for several competitions of `size` teams each; competitions take turns with the ways of naming. */
export function nameTeams(random: Random, competitions: number, size: number): readonly (readonly string[])[] {
  const places = STYLES.map(({ beginnings, endings }) =>
    shuffled(
      random,
      beginnings.flatMap((beginning) => endings.map((ending) => beginning + ending)),
    ),
  )
  return Array.from({ length: competitions }, (_, competition) => {
    const style = competition % STYLES.length
    const clubs = STYLES[style]?.clubs ?? ['#']
    return (places[style]?.splice(0, size) ?? []).map((place) => draw(random, clubs).replace('#', place))
  })
}

/** How good a team is, as the logarithm of what it adds to its own goals and takes from the opponent's. */
export interface TeamStrength {
  readonly attack: number
  readonly defence: number
}

/** Strengths of teams, good ones mostly good at both ends, about as far apart as in a top division. */
export function drawStrengths(random: Random, size: number): readonly TeamStrength[] {
  const next = normals(random)
  return Array.from({ length: size }, () => {
    const quality = 0.2 * next()
    return { attack: quality + 0.08 * next(), defence: quality + 0.08 * next() }
  })
}
